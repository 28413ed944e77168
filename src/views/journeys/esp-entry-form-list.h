/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-step-page.h"

G_BEGIN_DECLS

/* Who comes in: all entries of a journey, each with its form, and a button for one more. */
#define ESP_TYPE_ENTRY_FORM_LIST (esp_entry_form_list_get_type ())
G_DECLARE_FINAL_TYPE (EspEntryFormList, esp_entry_form_list, ESP, ENTRY_FORM_LIST, GtkWidget)

GtkWidget *
esp_entry_form_list_new (EspSession *session, EspJourneyDraft *draft, EspStepNames *names);
void esp_entry_form_list_show (EspEntryFormList *self, EspJourney *other);
EspStepPage *esp_entry_form_list_get_page (EspEntryFormList *self, const char *id);
GtkWidget *esp_entry_form_list_get_first (EspEntryFormList *self);
void esp_entry_form_list_add (EspEntryFormList *self, EspEntryKind kind);
void esp_entry_form_list_remove (EspEntryFormList *self, const char *id);

G_END_DECLS
