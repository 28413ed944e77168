/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-journey-face.h"
#include "model/esp-journey-selection.h"
#include "views/journeys/esp-journey-names.h"
#include "views/shell/esp-screen.h"
#include "views/shell/esp-session.h"
#include "worker/esp-journey-draft.h"

G_BEGIN_DECLS

/* The page of one journey: canvas or outline, the palette beside it, find and problems around it. Its parts
 * share the draft, the selection and the names that they find here.
 *
 * Signal "state": title, subtitle, menu or inspector are others. Signal "journey": another journey is shown:
 * an edit, an undo, another version. Signal "names": what steps refer to is called otherwise. */
#define ESP_TYPE_JOURNEY_DESK (esp_journey_desk_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneyDesk, esp_journey_desk, ESP, JOURNEY_DESK, GtkWidget)

GtkWidget *esp_journey_desk_new (EspSession *session, gint64 id);

EspSession *esp_journey_desk_get_session (EspJourneyDesk *self);
gint64 esp_journey_desk_get_id (EspJourneyDesk *self);
EspJourneyDraft *esp_journey_desk_get_draft (EspJourneyDesk *self);
EspJourneySelection *esp_journey_desk_get_selection (EspJourneyDesk *self);
EspJourneyNames *esp_journey_desk_get_names (EspJourneyDesk *self);
EspJourney *esp_journey_desk_get_journey (EspJourneyDesk *self);
GtkWidget *esp_journey_desk_get_canvas (EspJourneyDesk *self);
GtkWidget *esp_journey_desk_get_outline (EspJourneyDesk *self);
GSimpleActionGroup *esp_journey_desk_get_actions (EspJourneyDesk *self);
GtkWidget *esp_journey_desk_get_inspector (EspJourneyDesk *self);
char *esp_journey_desk_dup_title (EspJourneyDesk *self);
char *esp_journey_desk_dup_subtitle (EspJourneyDesk *self);

gboolean esp_journey_desk_is_editable (EspJourneyDesk *self);
guint esp_journey_desk_get_shown_version (EspJourneyDesk *self);
void esp_journey_desk_set_shown_version (EspJourneyDesk *self, guint version);
void esp_journey_desk_set_bar (EspJourneyDesk *self, GtkWidget *bar);
GtkWidget *esp_journey_desk_get_bar (EspJourneyDesk *self);
/* Writes other numbers on the faces of the journey before they are shown. */
typedef void (*EspJourneyOverlayFunc) (EspJourneyFaces *faces, EspJourney *journey, gpointer data);
void esp_journey_desk_set_overlay (EspJourneyDesk *self, EspJourneyOverlayFunc func, gpointer data);
void esp_journey_desk_show_outline (EspJourneyDesk *self, gboolean outline);
void esp_journey_desk_go_to (EspJourneyDesk *self, const char *id);
gboolean esp_journey_desk_find (EspJourneyDesk *self);
void esp_journey_desk_rename_journey (EspJourneyDesk *self, const char *name);
gboolean esp_journey_desk_undo (EspJourneyDesk *self);
gboolean esp_journey_desk_redo (EspJourneyDesk *self);

/* esp-journey-desk-menu.c */
GMenuModel *esp_journey_desk_dup_menu (EspJourneyDesk *self);
gboolean esp_journey_desk_get_primary (EspJourneyDesk *self, EspPrimaryAction *out_primary);

G_END_DECLS
