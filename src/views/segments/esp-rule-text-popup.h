/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For EspRuleTextView only: the choices at the place where somebody writes. */
#pragma once

#include <gtk/gtk.h>

#include "views/segments/esp-segment-words.h"

G_BEGIN_DECLS

typedef struct _EspRuleTextPopup EspRuleTextPopup;

EspRuleTextPopup *esp_rule_text_popup_new (GtkTextView *text);
void esp_rule_text_popup_free (EspRuleTextPopup *self);
void esp_rule_text_popup_update (EspRuleTextPopup *self,
                                 const EspSegmentChoices *choices,
                                 gboolean is_wanted);
gboolean esp_rule_text_popup_key (EspRuleTextPopup *self, guint keyval, GdkModifierType state);
void esp_rule_text_popup_hide (EspRuleTextPopup *self);

G_END_DECLS
