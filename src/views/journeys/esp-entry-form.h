/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-step-page.h"

G_BEGIN_DECLS

/* Who comes in: all entries of a journey, each with its form, and a button for one more. */
#define ESP_TYPE_ENTRY_FORM (esp_entry_form_get_type ())
G_DECLARE_FINAL_TYPE (EspEntryForm, esp_entry_form, ESP, ENTRY_FORM, GtkWidget)

GtkWidget *esp_entry_form_new (EspSession *session, EspJourneyDraft *draft, EspStepNames *names);
void esp_entry_form_show (EspEntryForm *self, EspJourney *other);
EspStepPage *esp_entry_form_get_page (EspEntryForm *self, const char *id);
GtkWidget *esp_entry_form_get_first (EspEntryForm *self);
void esp_entry_form_add (EspEntryForm *self, EspEntryKind kind);
void esp_entry_form_remove (EspEntryForm *self, const char *id);

/* For esp-entry-form.c only: the rows of one entry. */
extern const EspStepSubject esp_entry_form_subject;

G_END_DECLS
