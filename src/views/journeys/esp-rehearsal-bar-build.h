/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the bar of a simulation is put together; for esp-rehearsal-bar.c alone. */
#pragma once

#include "views/journeys/esp-journey-desk.h"

G_BEGIN_DECLS

/* Everything in it; the box holds all. */
typedef struct
{
  GtkWidget *box;
  GtkWidget *who;
  GtkWidget *setup;
  GtkWidget *assume;
  GtkWidget *run;
  GtkWidget *compare;
  GtkWidget *close;
  GtkWidget *running;
  GtkWidget *progress;
  GtkWidget *cancel;
  GtkWidget *error;
  GtkWidget *result;
  GtkWidget *play;
  GtkWidget *scale;
  GtkWidget *moment;
  GtkWidget *people;
  GtkWidget *sends;
  GtkWidget *held;
  GtkWidget *collisions;
  GtkWidget *compared;
  GtkWidget *step;
  GtkWidget *next_send;
  GtkWidget *follow;
  GtkWidget *finder;
  GtkWidget *days;
  GtkWidget *chart;
} EspRehearsalParts;

void esp_rehearsal_parts_build (EspRehearsalParts *self, EspJourneyDesk *desk);

G_END_DECLS
