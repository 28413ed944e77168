/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that forms of steps are put together from, each bound to a member of the text. */
#pragma once

#include "views/journeys/esp-step-page.h"

G_BEGIN_DECLS

/* One of the words of a closed set; the first is what it is when the text says nothing. Ends with a label
 * of NULL. */
typedef struct
{
  const char *value; /* (nullable): left out of the text */
  const char *label; /* N_() */
} EspStepWord;

EspStepLine *esp_step_add_text (EspStepPage *page, const char *path, const char *title);
EspStepLine *esp_step_add_note (EspStepPage *page, const char *path, const char *title);
EspStepLine *esp_step_add_switch (EspStepPage *page, const char *path, const char *title);
EspStepLine *esp_step_add_choice (EspStepPage *page,
                                  const char *path,
                                  const char *title,
                                  const EspStepWord *words);

/* A word that decides which other members there are: puts what goes with @value into @next. */
typedef void (*EspStepDecideFunc) (EspStepPage *page,
                                   JsonNode *next,
                                   const char *path,
                                   const char *value);
typedef const char *(*EspStepValueFunc) (EspStepPage *page, const char *path);
EspStepLine *esp_step_add_decision (EspStepPage *page,
                                    const char *path,
                                    const char *title,
                                    const EspStepWord *words,
                                    EspStepDecideFunc decide,
                                    EspStepValueFunc value);
EspStepLine *esp_step_add_number (EspStepPage *page,
                                  const char *path,
                                  const char *title,
                                  const char *unit,
                                  double min,
                                  double max);
EspStepLine *
esp_step_add_name (EspStepPage *page, const char *path, const char *title, EspStepNameKind kind);
EspStepLine *
esp_step_add_picker (EspStepPage *page, const char *path, const char *title, GtkWidget *picker);
void esp_step_add_button (EspStepPage *page,
                          const char *label,
                          const char *icon_name,
                          GCallback clicked);
GtkWidget *esp_step_small_button_new (const char *icon_name, const char *label);
double esp_step_spin_read (GtkSpinButton *spin);
const char *esp_step_word_of (const EspStepWord *words, const char *value);

/* Times: esp-step-times.c */
EspStepLine *
esp_step_add_span (EspStepPage *page, const char *path, const char *title, const char *none);
EspStepLine *esp_step_add_clock (EspStepPage *page, const char *path, const char *title);
EspStepLine *esp_step_add_weekdays (EspStepPage *page, const char *path, const char *title);
void esp_step_add_holidays (EspStepPage *page, const char *path);
typedef enum
{
  ESP_STEP_MOMENT_DAY = 0,
  ESP_STEP_MOMENT_CLOCK = 1 << 0,    /* with a time of day */
  ESP_STEP_MOMENT_OPTIONAL = 1 << 1, /* there need not be one */
} EspStepMoment;
EspStepLine *
esp_step_add_moment (EspStepPage *page, const char *path, const char *title, EspStepMoment how);
void esp_step_add_hours (EspStepPage *page, const char *path, const char *title, const char *hint);
gboolean esp_step_clock_parse (const char *text, guint *out_minute);

/* What happens and what is so: esp-step-rules.c */
EspStepLine *esp_step_add_event (EspStepPage *page, const char *path, const char *title);
EspStepLine *esp_step_add_rule (EspStepPage *page, const char *path, const char *title);

G_END_DECLS
