/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/esp-lead-view.h"
#include "store/esp-saved-views.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The saved views of leads in a workspace, kept up to date, and how the list of all leads was left.
 *
 * Signal "changed": there are others, or they were read for the first time. Signal "saved" (gint64 id):
 * a view was added, which the list now shows. */
#define ESP_TYPE_LEAD_VIEWS (esp_lead_views_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadViews, esp_lead_views, ESP, LEAD_VIEWS, GObject)

EspLeadViews *esp_lead_views_new (EspSession *session);
gboolean esp_lead_views_is_loaded (EspLeadViews *self);
guint esp_lead_views_get_n (EspLeadViews *self);
const EspSavedView *esp_lead_views_get (EspLeadViews *self, guint index);
const EspSavedView *esp_lead_views_find (EspLeadViews *self, gint64 id);
EspLeadView *esp_lead_views_dup (EspLeadViews *self, gint64 id);
gint64 esp_lead_views_get_first (EspLeadViews *self);

gboolean esp_lead_views_is_pinned (EspLeadViews *self, gint64 id);
void esp_lead_views_set_pinned (EspLeadViews *self, gint64 id, gboolean is_pinned);
void esp_lead_views_set_first (EspLeadViews *self, gint64 id);
void esp_lead_views_keep_layout (EspLeadViews *self, const EspLeadView *view);
void esp_lead_views_add (EspLeadViews *self, const char *name, const EspLeadView *view);
void esp_lead_views_update (EspLeadViews *self, gint64 id, const EspLeadView *view);
void esp_lead_views_rename (EspLeadViews *self, gint64 id, const char *name);
void esp_lead_views_delete (EspLeadViews *self, gint64 id);

G_END_DECLS
