/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;
  char *document; /* JSON */
} EspTemplateMessage;

typedef struct
{
  char *name;
  char *rule; /* JSON */
} EspTemplateSegment;

/* A field that only the workspace can know: the one of these names stands for it. */
typedef struct
{
  char *field;
  char **names;
} EspTemplateField;

/* A journey to begin with, in one language, and what it names. */
typedef struct
{
  EspJourney *journey; /* (owned) */
  GArray *messages;    /* (owned) (element-type EspTemplateMessage) */
  GArray *segments;    /* (owned) (element-type EspTemplateSegment) */
  GArray *fields;      /* (owned) (element-type EspTemplateField) */
} EspJourneyKit;

guint esp_journey_template_get_n (void);
const char *esp_journey_template_get_id (guint i);
gboolean esp_journey_template_find (const char *id, guint *out_i);
char *esp_journey_template_dup_title (guint i, const char *language);
char *esp_journey_template_dup_sentence (guint i, const char *language);
EspJourneyKit *esp_journey_template_make (guint i, const char *language);
void esp_journey_kit_free (EspJourneyKit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyKit, esp_journey_kit_free)

G_END_DECLS
