/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Journeys by chance, for tests that compare. */
#pragma once

#include "base/esp-random.h"

typedef struct
{
  EspRandom random;
  GString *text; /* (owned) the journey */
  char *list; /* (owned) uuid of a fixed segment called "list"; there is one called "active" too */
  guint n_steps;
  gboolean is_manual; /* people are only let in by hand */
} RandomJourney;

void random_journey_write (RandomJourney *self);
