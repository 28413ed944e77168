/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-format.h"

G_BEGIN_DECLS

/* What makes a day special; the first is the strongest. */
typedef enum
{
  ESP_HOLIDAY_PUBLIC,
  ESP_HOLIDAY_SUBSTITUTE, /* a day that the law gives back */
  ESP_HOLIDAY_TEMPORARY,  /* elections, and days that the government names */
  ESP_HOLIDAY_LABOUR,     /* employees are off, public offices are open */
  ESP_HOLIDAY_OWN,        /* a day that the workspace named */
  ESP_HOLIDAY_OBSERVANCE, /* remembered, and worked on */
  ESP_HOLIDAY_OCCASION,   /* of trade: Valentine's Day, Black Friday */
} EspHolidayKind;

#define ESP_N_HOLIDAY_KINDS (ESP_HOLIDAY_OCCASION + 1)

/* Own days are written as JSON and have this many at most. */
#define ESP_HOLIDAYS_MAX_OWN 1000

typedef struct
{
  GDate day;
  EspHolidayKind kind;
  gboolean is_off; /* nobody works */
  char *id;
  char *names[2]; /* by EspLang */
  char *source;   /* (nullable) by which law or act */
} EspHoliday;

/* The special days of a country and those that the workspace added. Computed by year and remembered: of one thread. */
typedef struct _EspHolidays EspHolidays;

EspHolidays *esp_holidays_new (const char *country, const char *own_json, GError **error);
EspHolidays *
esp_holidays_new_from_data (const char *json, gsize length, const char *own_json, GError **error);
void esp_holidays_free (EspHolidays *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspHolidays, esp_holidays_free)

GPtrArray *esp_holidays_list (EspHolidays *self, const GDate *from, const GDate *to);
const EspHoliday *esp_holidays_find_off (EspHolidays *self, const GDate *day);
gboolean esp_holidays_is_workday (EspHolidays *self, const GDate *day);
void esp_holidays_next_workday (EspHolidays *self, const GDate *from, GDate *out_day);
guint esp_holidays_count_workdays (EspHolidays *self, const GDate *from, const GDate *to);
gboolean esp_holidays_knows_year (const EspHolidays *self, guint year);
const char *const *esp_holidays_get_sources (const EspHolidays *self);
const char *esp_holiday_get_name (const EspHoliday *holiday, EspLang lang);
const char *esp_holiday_kind_get_name (EspHolidayKind kind);

char *esp_holidays_own_add (const char *own_json,
                            const GDate *day,
                            const char *name,
                            gboolean is_off,
                            gboolean is_yearly,
                            GError **error);
char *esp_holidays_own_remove (const char *own_json, const char *id, GError **error);
char *esp_holidays_own_hide (const char *own_json, const char *id, gboolean hides, GError **error);

G_END_DECLS
