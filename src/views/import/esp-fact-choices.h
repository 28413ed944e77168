/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-fact-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a file does not say of itself and the user did. */
typedef struct
{
  const char *platform; /* static (nullable) */
  char *campaign; /* (owned) (nullable) its id; NULL: rows go to the campaign of the same name */
  guint year;     /* of days without one; 0: such rows are refused */
  guint sheet;    /* of a workbook, from 1; 0: the first with rows */
} EspFactChoices;

typedef void (*EspFactChangedFunc) (gpointer user_data);

void esp_fact_choices_clear (EspFactChoices *self);
GtkWidget *esp_fact_choices_build (EspFactChoices *self,
                                   const EspFactReport *report,
                                   EspFactChangedFunc changed,
                                   gpointer user_data);

G_END_DECLS
