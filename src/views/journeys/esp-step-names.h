/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-journey-names.h"
#include "views/segments/esp-segment-words.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* What members of steps and entries can name. */
typedef enum
{
  ESP_STEP_NAME_MESSAGE,
  ESP_STEP_NAME_CHANNEL,
  ESP_STEP_NAME_SEGMENT,
  ESP_STEP_NAME_LIST, /* segments that are fixed lists */
  ESP_STEP_NAME_JOURNEY,
  ESP_STEP_NAME_FIELD, /* that can be changed */
  ESP_STEP_NAME_DATE,  /* fields that are dates */
  ESP_STEP_NAME_NUMBER,
  ESP_STEP_NAME_EVENT,
  ESP_STEP_NAME_TAG,
  ESP_STEP_NAME_FORM,
  ESP_STEP_NAME_OWNER,
  ESP_STEP_NAME_STAGE,
  ESP_STEP_NAME_AUDIENCE,
  ESP_N_STEP_NAMES
} EspStepNameKind;

typedef struct
{
  char *reference;  /* (owned) what the text of the step says */
  char *also;       /* (owned) (nullable) another way to say it: the number, the name */
  char *label;      /* (owned) what it is called */
  char *detail;     /* (owned) (nullable) what kind of it, in a word */
  gint64 id;        /* 0: has none */
  int type;         /* EspFieldType of fields */
  gboolean is_gone; /* archived: shown where it is used, not offered */
} EspStepName;

/* The names of a workspace that forms offer and check against. Read in the background, and again when they
 * change. Signal "changed". */
#define ESP_TYPE_STEP_NAMES (esp_step_names_get_type ())
G_DECLARE_FINAL_TYPE (EspStepNames, esp_step_names, ESP, STEP_NAMES, GObject)

EspStepNames *esp_step_names_new (EspSession *session);
void esp_step_names_refresh (EspStepNames *self);
gboolean esp_step_names_is_loaded (EspStepNames *self);
const GPtrArray *esp_step_names_list (EspStepNames *self, EspStepNameKind kind);
const EspStepName *
esp_step_names_find (EspStepNames *self, EspStepNameKind kind, const char *reference);
const EspSegmentChoices *esp_step_names_get_choices (EspStepNames *self);
const EspJourneyNames *esp_step_names_get_words (EspStepNames *self);

GPtrArray *esp_step_name_list_new (void);
EspStepName *esp_step_name_list_add (GPtrArray *list,
                                     const char *reference,
                                     const char *label,
                                     const char *detail);

G_END_DECLS
