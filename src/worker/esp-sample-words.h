/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words that the sample workspace is made of; for esp-sample.c alone. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A place with how many of a hundred leads live there, in the order of the table. */
typedef struct
{
  const char *city;
  const char *country;
  const char *zone;
  const char *language;
  guint weight;
} EspSamplePlace;

extern const char *const esp_sample_family_ko[];
extern const guint esp_sample_n_family_ko;
extern const char *const esp_sample_given_ko[];
extern const guint esp_sample_n_given_ko;
extern const char *const esp_sample_romanised[];
extern const guint esp_sample_n_romanised;
extern const char *const esp_sample_given_en[];
extern const guint esp_sample_n_given_en;
extern const char *const esp_sample_family_en[];
extern const guint esp_sample_n_family_en;
extern const char *const esp_sample_companies[];
extern const guint esp_sample_n_companies;
extern const char *const esp_sample_titles[];
extern const guint esp_sample_n_titles;
extern const char *const esp_sample_sources[];
extern const guint esp_sample_n_sources;
extern const EspSamplePlace esp_sample_places[];
extern const guint esp_sample_n_places;

G_END_DECLS
