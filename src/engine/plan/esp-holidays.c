/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which days are holidays, given back by law, or good for trade; and which are workdays. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/plan/esp-holidays.h"

#include "engine/plan/esp-holiday-rules.h"
#include "data/esp-core-resources.h"

#include <gio/gio.h>
#include <string.h>

#define FOLDER "/io/github/espalier/core/holidays/"
#define DAYS_OF_WEEK 7
/* No rest is longer: a search for a workday that goes on and on means that everything was made a holiday. */
#define MAX_REST_DAYS 400

struct _EspHolidays
{
  GPtrArray *rules;   /* (owned) (element-type EspHolidayRule) */
  GHashTable *hidden; /* (owned) (element-type utf8) */
  GPtrArray *sources; /* (owned) (element-type utf8), and %NULL at the end */
  GHashTable *years;  /* (owned): year to GPtrArray of EspHoliday in order of days */
  guint first_year;
  guint last_year;
};

/* What the days of a year are while substitutes are being found. */
typedef struct
{
  GPtrArray *days;
  GHashTable *closed; /* julian: a public holiday, given back or temporary */
  GArray *lost;       /* (element-type LostDay) */
} YearWork;

typedef struct
{
  guint32 julian;
  const EspHolidayRule *rule;
  const EspSubstituteRule *substitute;
} LostDay;

static void
holiday_free (EspHoliday *self)
{
  g_free (self->id);
  g_free (self->names[0]);
  g_free (self->names[1]);
  g_free (self->source);
  g_free (self);
}

/**
 * esp_holidays_free:
 */
void
esp_holidays_free (EspHolidays *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->rules);
  g_hash_table_unref (self->hidden);
  g_ptr_array_unref (self->sources);
  g_hash_table_unref (self->years);
  g_free (self);
}

static EspHolidays *
new_empty (void)
{
  EspHolidays *self = g_new0 (EspHolidays, 1);

  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->sources = g_ptr_array_new_with_free_func (g_free);
  self->years = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

/**
 * esp_holidays_new_from_data:
 * @json: the pack of a country
 * @own_json: (nullable): what the workspace adds and hides, see esp_holidays_own_add()
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspHolidays *
esp_holidays_new_from_data (const char *json, gsize length, const char *own_json, GError **error)
{
  g_autoptr (EspHolidays) self = new_empty ();

  self->rules = esp_holiday_rules_parse (json, length, self->sources, &self->first_year,
                                         &self->last_year, error);
  g_ptr_array_add (self->sources, NULL);
  if (self->rules == NULL)
    {
      self->rules = g_ptr_array_new ();
      return NULL;
    }
  if (own_json != NULL && !esp_holiday_rules_parse_own (own_json, self->rules, self->hidden, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_holidays_new:
 * @country: ISO 3166-1 alpha-2; one without a pack has only weekends and own days
 * @own_json: (nullable): what the workspace adds and hides
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspHolidays *
esp_holidays_new (const char *country, const char *own_json, GError **error)
{
  static const char nothing[] = "{}";
  g_autofree char *lower = g_ascii_strdown (country, -1);
  g_autofree char *path = g_strconcat (FOLDER, lower, ".json", NULL);
  g_autoptr (GBytes) bytes =
    g_resource_lookup_data (esp_core_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize length = strlen (nothing);
  const char *json = bytes != NULL ? g_bytes_get_data (bytes, &length) : nothing;

  return esp_holidays_new_from_data (json, length, own_json, error);
}

static guint32
julian_of (guint day, guint month, guint year)
{
  GDate date;

  if (!g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return 0;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return g_date_get_julian (&date);
}

static guint
year_of (guint32 julian)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, julian);
  return g_date_get_year (&date);
}

/* Day 1 of the calendar of GLib was a Monday. */
static GDateWeekday
weekday_of (guint32 julian)
{
  return (GDateWeekday) ((julian - 1) % DAYS_OF_WEEK + 1);
}

static const EspSubstituteRule *
find_substitute (const EspHolidayRule *rule, guint32 julian)
{
  const EspSubstituteRule *found = NULL;

  for (guint i = 0; i < rule->substitutes->len; i++)
    {
      const EspSubstituteRule *one = &g_array_index (rule->substitutes, EspSubstituteRule, i);

      if (julian >= one->since)
        found = one;
    }
  return found;
}

static EspHoliday *
add_holiday (YearWork *work, const EspHolidayRule *rule, guint32 julian)
{
  EspHoliday *day = g_new0 (EspHoliday, 1);

  g_date_clear (&day->day, 1);
  g_date_set_julian (&day->day, julian);
  day->kind = rule->kind;
  day->is_off = rule->is_off;
  day->id = g_strdup (rule->id);
  day->names[0] = g_strdup (rule->names[0]);
  day->names[1] = g_strdup (rule->names[1]);
  day->source = g_strdup (rule->source);
  g_ptr_array_add (work->days, day);
  return day;
}

/* One day of a rule: it counts when it is in force then. */
static void
add_day (YearWork *work, const EspHolidayRule *rule, guint32 julian, guint year)
{
  guint n;

  if (julian == 0 || year_of (julian) != year || julian < rule->since ||
      (rule->until != 0 && julian > rule->until))
    return;
  add_holiday (work, rule, julian);
  if (rule->kind > ESP_HOLIDAY_TEMPORARY)
    return;
  n = GPOINTER_TO_UINT (g_hash_table_lookup (work->closed, GUINT_TO_POINTER (julian)));
  g_hash_table_insert (work->closed, GUINT_TO_POINTER (julian), GUINT_TO_POINTER (n + 1));
  if (find_substitute (rule, julian) != NULL)
    {
      LostDay lost = { julian, rule, find_substitute (rule, julian) };

      g_array_append_val (work->lost, lost);
    }
}

static guint32
find_nth_weekday (const EspHolidayRule *rule, guint year)
{
  guint32 first = julian_of (1, rule->month, year);
  guint ahead = ((guint) rule->weekday + DAYS_OF_WEEK - (guint) weekday_of (first)) % DAYS_OF_WEEK;
  guint32 found = first + ahead + (rule->nth - 1) * DAYS_OF_WEEK;
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, found);
  return g_date_get_month (&date) == (GDateMonth) rule->month
           ? (guint32) ((gint64) found + rule->offset)
           : 0;
}

static void
add_rule (YearWork *work, const EspHolidayRule *rule, guint year)
{
  if (rule->nth != 0)
    add_day (work, rule, find_nth_weekday (rule, year), year);
  else if (rule->month != 0)
    add_day (work, rule, julian_of (rule->day, rule->month, year), year);
  for (guint i = 0; rule->lunar != NULL && i < rule->lunar->len; i++)
    add_day (work, rule,
             (guint32) ((gint64) g_array_index (rule->lunar, guint32, i) + rule->offset), year);
  for (guint i = 0; rule->dates != NULL && i < rule->dates->len; i++)
    add_day (work, rule, g_array_index (rule->dates, guint32, i), year);
}

static gint
compare_lost (gconstpointer a, gconstpointer b)
{
  const LostDay *left = a, *right = b;

  return (left->julian > right->julian) - (left->julian < right->julian);
}

/* The next day that is neither Sunday nor holiday nor already given back; a Saturday goes on to the next one. */
static guint32
find_free_day (const YearWork *work, guint32 after)
{
  guint32 julian = after + 1;

  while (weekday_of (julian) >= G_DATE_SATURDAY ||
         g_hash_table_contains (work->closed, GUINT_TO_POINTER (julian)))
    julian++;
  return julian;
}

static void
give_back (YearWork *work, const LostDay *lost)
{
  guint32 julian = find_free_day (work, lost->julian);
  EspHoliday *day = add_holiday (work, lost->rule, julian);

  day->kind = ESP_HOLIDAY_SUBSTITUTE;
  day->is_off = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (day->names); i++)
    {
      g_autofree char *name = g_steal_pointer (&day->names[i]);

      day->names[i] = i == ESP_LANG_KO ? g_strdup_printf ("대체공휴일(%s)", name)
                                       : g_strdup_printf ("Substitute holiday (%s)", name);
    }
  g_free (day->id);
  day->id = g_strconcat (lost->rule->id, "-substitute", NULL);
  g_free (day->source);
  day->source = g_strdup (lost->substitute->source);
  g_hash_table_insert (work->closed, GUINT_TO_POINTER (julian), GUINT_TO_POINTER (1));
}

/* Lost days are given back in their order. On a weekend each is lost; of several on one workday all but one. */
static void
give_back_all (YearWork *work)
{
  guint32 shared_day = 0;
  guint n_shared = 0;

  g_array_sort (work->lost, compare_lost);
  for (guint i = 0; i < work->lost->len; i++)
    {
      const LostDay *lost = &g_array_index (work->lost, LostDay, i);
      GDateWeekday weekday = weekday_of (lost->julian);
      guint n =
        GPOINTER_TO_UINT (g_hash_table_lookup (work->closed, GUINT_TO_POINTER (lost->julian)));
      gboolean is_lost = FALSE;

      if (weekday == G_DATE_SATURDAY)
        is_lost = lost->substitute->on_saturday;
      else if (weekday == G_DATE_SUNDAY)
        is_lost = lost->substitute->on_sunday;
      else if (lost->substitute->on_holiday && n > 1)
        {
          n_shared = shared_day == lost->julian ? n_shared + 1 : 1;
          shared_day = lost->julian;
          is_lost = n_shared < n;
        }
      if (is_lost)
        give_back (work, lost);
    }
}

static gint
compare_holidays (gconstpointer a, gconstpointer b)
{
  const EspHoliday *left = *(const EspHoliday *const *) a;
  const EspHoliday *right = *(const EspHoliday *const *) b;
  gint order = g_date_compare (&left->day, &right->day);

  if (order == 0)
    order = (gint) left->kind - (gint) right->kind;
  return order != 0 ? order : g_strcmp0 (left->id, right->id);
}

static GPtrArray *
get_year (EspHolidays *self, guint year)
{
  GPtrArray *days = g_hash_table_lookup (self->years, GUINT_TO_POINTER (year));
  YearWork work = { 0 };

  if (days != NULL)
    return days;
  work.days = g_ptr_array_new_with_free_func ((GDestroyNotify) holiday_free);
  work.closed = g_hash_table_new (NULL, NULL);
  work.lost = g_array_new (FALSE, FALSE, sizeof (LostDay));
  for (guint i = 0; i < self->rules->len; i++)
    {
      const EspHolidayRule *rule = g_ptr_array_index (self->rules, i);

      if (!g_hash_table_contains (self->hidden, rule->id))
        add_rule (&work, rule, year);
    }
  give_back_all (&work);
  g_ptr_array_sort (work.days, compare_holidays);
  g_hash_table_unref (work.closed);
  g_array_unref (work.lost);
  g_hash_table_insert (self->years, GUINT_TO_POINTER (year), work.days);
  return work.days;
}

/**
 * esp_holidays_list:
 * @to: the last day, itself included
 *
 * Returns: (transfer container) (element-type EspHoliday): in order of days; they live as long as @self
 */
GPtrArray *
esp_holidays_list (EspHolidays *self, const GDate *from, const GDate *to)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint year = g_date_get_year (from); year <= g_date_get_year (to); year++)
    {
      const GPtrArray *days = get_year (self, year);

      for (guint i = 0; i < days->len; i++)
        {
          EspHoliday *day = g_ptr_array_index (days, i);

          if (g_date_compare (&day->day, from) >= 0 && g_date_compare (&day->day, to) <= 0)
            g_ptr_array_add (found, day);
        }
    }
  return found;
}

/**
 * esp_holidays_find_off:
 *
 * Returns: (nullable): the holiday that closes @day, the strongest one
 */
const EspHoliday *
esp_holidays_find_off (EspHolidays *self, const GDate *day)
{
  const GPtrArray *days = get_year (self, g_date_get_year (day));

  for (guint i = 0; i < days->len; i++)
    {
      const EspHoliday *one = g_ptr_array_index (days, i);

      if (one->is_off && g_date_compare (&one->day, day) == 0)
        return one;
    }
  return NULL;
}

/**
 * esp_holidays_is_workday:
 *
 * Returns: whether @day is neither at a weekend nor off
 */
gboolean
esp_holidays_is_workday (EspHolidays *self, const GDate *day)
{
  return g_date_get_weekday (day) < G_DATE_SATURDAY && esp_holidays_find_off (self, day) == NULL;
}

/**
 * esp_holidays_next_workday:
 * @out_day: (out): the first workday from @from on, which may be @from itself
 */
void
esp_holidays_next_workday (EspHolidays *self, const GDate *from, GDate *out_day)
{
  GDate day = *from;

  for (guint i = 0; i < MAX_REST_DAYS && !esp_holidays_is_workday (self, &day); i++)
    g_date_add_days (&day, 1);
  *out_day = day;
}

/**
 * esp_holidays_count_workdays:
 * @to: the last day, itself included
 */
guint
esp_holidays_count_workdays (EspHolidays *self, const GDate *from, const GDate *to)
{
  guint n = 0;

  for (GDate day = *from; g_date_compare (&day, to) <= 0; g_date_add_days (&day, 1))
    n += esp_holidays_is_workday (self, &day) ? 1 : 0;
  return n;
}

/**
 * esp_holidays_knows_year:
 *
 * Returns: whether the table of lunar days covers @year
 */
gboolean
esp_holidays_knows_year (const EspHolidays *self, guint year)
{
  return year >= self->first_year && year <= self->last_year;
}

/**
 * esp_holidays_get_sources:
 *
 * Returns: (array zero-terminated=1): the laws and tables behind the days
 */
const char *const *
esp_holidays_get_sources (const EspHolidays *self)
{
  return (const char *const *) self->sources->pdata;
}

/**
 * esp_holiday_get_name:
 */
const char *
esp_holiday_get_name (const EspHoliday *holiday, EspLang lang)
{
  return holiday->names[lang == ESP_LANG_KO ? ESP_LANG_KO : ESP_LANG_EN];
}

/**
 * esp_holiday_kind_get_name:
 *
 * Returns: for machines
 */
const char *
esp_holiday_kind_get_name (EspHolidayKind kind)
{
  static const char *const names[ESP_N_HOLIDAY_KINDS] = {
    "public", "substitute", "temporary", "labour", "own", "observance", "occasion",
  };

  return (guint) kind < ESP_N_HOLIDAY_KINDS ? names[kind] : names[0];
}
