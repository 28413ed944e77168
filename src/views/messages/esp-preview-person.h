/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/esp-preview-people.h"
#include "store/esp-leads.h"

G_BEGIN_DECLS

/* The parts of the list of those as whom a message is looked at, in this order. */
typedef enum
{
  ESP_PREVIEW_PINNED,
  ESP_PREVIEW_RECENT,
  ESP_PREVIEW_SAMPLES,
  ESP_PREVIEW_LANGUAGES,
  ESP_PREVIEW_LEADS,
} EspPreviewGroup;

/* One of them: a lead, or a made-up one. */
typedef struct
{
  EspPreviewGroup group;
  char *sample; /* (nullable) NULL: a lead */
  gint64 lead;
  char *title;
  char *detail; /* (nullable) */
  gboolean is_pinned;
} EspPreviewPerson;

EspPreviewPerson *esp_preview_person_new_lead (EspPreviewGroup group,
                                               const EspLead *lead,
                                               const EspPreviewPeople *people);
void esp_preview_person_free (gpointer person);
void esp_preview_person_add_samples (GPtrArray *persons, const char *const *languages);
const char *esp_preview_person_get_sample_title (const char *id);

G_END_DECLS
