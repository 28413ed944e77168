/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/plan/esp-plan.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The plan as a list: the same entries in order of time, for reading and for those who do not see the grid. */
#define ESP_TYPE_CALENDAR_AGENDA (esp_calendar_agenda_get_type ())
G_DECLARE_FINAL_TYPE (EspCalendarAgenda, esp_calendar_agenda, ESP, CALENDAR_AGENDA, GtkWidget)

typedef void (*EspCalendarAgendaFunc) (gpointer data, const char *key);

GtkWidget *esp_calendar_agenda_new (EspSession *session, EspCalendarAgendaFunc open, gpointer data);
void esp_calendar_agenda_set_plan (EspCalendarAgenda *self,
                                   const EspPlan *plan,
                                   const GPtrArray *entries,
                                   GHashTable *conflicts);
const char *esp_calendar_agenda_get_selected (EspCalendarAgenda *self);

G_END_DECLS
