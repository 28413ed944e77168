/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which column of a file of events holds what: by its name, or as somebody said. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-event-columns.h"

#include "engine/import/esp-event-row.h"

#include <string.h>

GQuark
esp_event_row_error_quark (void)
{
  return g_quark_from_static_string ("esp-event-row-error");
}

static const char *const said_names[ESP_N_EVENT_ROLES] = {
  [ESP_EVENT_ROLE_PROPERTY] = "property",
  [ESP_EVENT_ROLE_EMAIL] = "email",
  [ESP_EVENT_ROLE_EXTERNAL_ID] = "external_id",
  [ESP_EVENT_ROLE_PHONE] = "phone",
  [ESP_EVENT_ROLE_KIND] = "kind",
  [ESP_EVENT_ROLE_AT] = "time",
  [ESP_EVENT_ROLE_CAMPAIGN] = "campaign",
  [ESP_EVENT_ROLE_PROPS] = "properties",
  [ESP_EVENT_ROLE_DEDUPE] = "event_id",
  [ESP_EVENT_ROLE_NONE] = "none",
};

static const struct
{
  const char *name;
  EspEventRole role;
} role_names[] = {
  { "email", ESP_EVENT_ROLE_EMAIL },
  { "emailaddress", ESP_EVENT_ROLE_EMAIL },
  { "mail", ESP_EVENT_ROLE_EMAIL },
  { "recipient", ESP_EVENT_ROLE_EMAIL },
  { "이메일", ESP_EVENT_ROLE_EMAIL },
  { "이메일주소", ESP_EVENT_ROLE_EMAIL },
  { "메일", ESP_EVENT_ROLE_EMAIL },
  { "externalid", ESP_EVENT_ROLE_EXTERNAL_ID },
  { "customerid", ESP_EVENT_ROLE_EXTERNAL_ID },
  { "userid", ESP_EVENT_ROLE_EXTERNAL_ID },
  { "고객번호", ESP_EVENT_ROLE_EXTERNAL_ID },
  { "외부id", ESP_EVENT_ROLE_EXTERNAL_ID },
  { "phone", ESP_EVENT_ROLE_PHONE },
  { "phonenumber", ESP_EVENT_ROLE_PHONE },
  { "mobile", ESP_EVENT_ROLE_PHONE },
  { "전화", ESP_EVENT_ROLE_PHONE },
  { "전화번호", ESP_EVENT_ROLE_PHONE },
  { "휴대폰", ESP_EVENT_ROLE_PHONE },
  { "휴대전화", ESP_EVENT_ROLE_PHONE },
  { "kind", ESP_EVENT_ROLE_KIND },
  { "event", ESP_EVENT_ROLE_KIND },
  { "eventtype", ESP_EVENT_ROLE_KIND },
  { "eventname", ESP_EVENT_ROLE_KIND },
  { "type", ESP_EVENT_ROLE_KIND },
  { "이벤트", ESP_EVENT_ROLE_KIND },
  { "종류", ESP_EVENT_ROLE_KIND },
  { "at", ESP_EVENT_ROLE_AT },
  { "time", ESP_EVENT_ROLE_AT },
  { "timestamp", ESP_EVENT_ROLE_AT },
  { "date", ESP_EVENT_ROLE_AT },
  { "datetime", ESP_EVENT_ROLE_AT },
  { "occurredat", ESP_EVENT_ROLE_AT },
  { "eventtime", ESP_EVENT_ROLE_AT },
  { "시각", ESP_EVENT_ROLE_AT },
  { "일시", ESP_EVENT_ROLE_AT },
  { "날짜", ESP_EVENT_ROLE_AT },
  { "발생일시", ESP_EVENT_ROLE_AT },
  { "campaign", ESP_EVENT_ROLE_CAMPAIGN },
  { "campaignid", ESP_EVENT_ROLE_CAMPAIGN },
  { "campaignname", ESP_EVENT_ROLE_CAMPAIGN },
  { "캠페인", ESP_EVENT_ROLE_CAMPAIGN },
  { "properties", ESP_EVENT_ROLE_PROPS },
  { "props", ESP_EVENT_ROLE_PROPS },
  { "속성", ESP_EVENT_ROLE_PROPS },
  { "dedupekey", ESP_EVENT_ROLE_DEDUPE },
  { "eventid", ESP_EVENT_ROLE_DEDUPE },
  { "idempotencykey", ESP_EVENT_ROLE_DEDUPE },
  { "이벤트id", ESP_EVENT_ROLE_DEDUPE },
};

/* Lower case, without blanks, "_" and "-". */
static char *
fold_header (const char *header)
{
  g_autofree char *folded = g_utf8_casefold (header, -1);
  GString *out = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar ch = g_utf8_get_char (p);

      if (!g_unichar_isspace (ch) && ch != '_' && ch != '-' && ch != 0xfeff)
        g_string_append_unichar (out, ch);
    }
  return g_string_free (out, FALSE);
}

static void
clear_column (gpointer data)
{
  g_free (((EspEventColumn *) data)->name);
}

static gboolean
has_role (const EspEventColumns *self, EspEventRole role)
{
  for (guint i = 0; i < self->columns->len; i++)
    if (g_array_index (self->columns, EspEventColumn, i).role == role)
      return TRUE;
  return FALSE;
}

/**
 * esp_event_role_get_name:
 *
 * Returns: (transfer none): how a mapping says it
 */
const char *
esp_event_role_get_name (EspEventRole role)
{
  return said_names[role];
}

static int
find_said (const char *text)
{
  for (int i = 0; i < ESP_N_EVENT_ROLES; i++)
    if (g_str_equal (said_names[i], text))
      return i;
  return text[0] == '\0' ? ESP_EVENT_ROLE_NONE : -1;
}

/**
 * esp_event_mapping_check:
 * @mapping: (nullable) (array zero-terminated=1): "name of a column=role"; without a role the column is left out
 *
 * Returns: %FALSE with @error set when one of them means nothing
 */
gboolean
esp_event_mapping_check (const char *const *mapping, GError **error)
{
  for (; mapping != NULL && *mapping != NULL; mapping++)
    {
      const char *equals = strrchr (*mapping, '=');

      if (equals != NULL && find_said (equals + 1) >= 0)
        continue;
      g_set_error (error, ESP_EVENT_ROW_ERROR, ESP_EVENT_ROW_ERROR_COLUMNS,
                   "“%.80s” gives no column a meaning; write NAME=ROLE, such as “고객=email”",
                   *mapping);
      return FALSE;
    }
  return TRUE;
}

/* What was said of a column; -1: nothing. */
static int
find_mapped (const char *const *mapping, const char *name)
{
  for (; mapping != NULL && *mapping != NULL; mapping++)
    {
      const char *equals = strrchr (*mapping, '=');

      if (strlen (name) == (gsize) (equals - *mapping) && g_str_has_prefix (*mapping, name))
        return find_said (equals + 1);
    }
  return -1;
}

/* A role that a column was given by hand is not given to another by its name. */
static gboolean
is_said_of_another (const EspEventColumns *self, const char *const *header, EspEventRole role)
{
  for (; *header != NULL; header++)
    {
      g_autofree char *name = g_strstrip (g_strdup (*header));

      if (find_mapped (self->options.mapping, name) == (int) role)
        return TRUE;
    }
  return FALSE;
}

static EspEventRole
find_role (const EspEventColumns *self, const char *const *header, const char *name)
{
  g_autofree char *folded = fold_header (name);
  int said = find_mapped (self->options.mapping, name);

  /* Two columns cannot both hold the same; the first does. */
  if (said == ESP_EVENT_ROLE_NONE || (said > 0 && !has_role (self, (EspEventRole) said)))
    return (EspEventRole) said;
  if (said >= 0)
    return ESP_EVENT_ROLE_PROPERTY;
  for (gsize i = 0; i < G_N_ELEMENTS (role_names); i++)
    if (g_str_equal (role_names[i].name, folded) && !has_role (self, role_names[i].role) &&
        !is_said_of_another (self, header, role_names[i].role))
      return role_names[i].role;
  return ESP_EVENT_ROLE_PROPERTY;
}

/**
 * esp_event_columns_new:
 * @header: the names of the columns, %NULL at the end
 *
 * Finds what each column holds. A name that is not known is a property of that name.
 *
 * Returns: (transfer full): the columns, see esp_event_columns_are_enough()
 */
EspEventColumns *
esp_event_columns_new (const char *const *header, const EspEventRowOptions *options)
{
  EspEventColumns *self = g_new0 (EspEventColumns, 1);

  self->columns = g_array_new (FALSE, FALSE, sizeof (EspEventColumn));
  g_array_set_clear_func (self->columns, clear_column);
  self->options = *options;
  self->kind = options->kind != NULL ? esp_event_kind_from_word (options->kind) : NULL;
  self->region = g_strdup (options->region != NULL ? options->region : "KR");
  self->zone = g_time_zone_ref (options->zone);
  for (guint i = 0; header[i] != NULL; i++)
    {
      EspEventColumn column = { ESP_EVENT_ROLE_PROPERTY, g_strstrip (g_strdup (header[i])) };

      column.role = find_role (self, header, column.name);
      g_array_append_val (self->columns, column);
    }
  self->options.mapping = NULL; /* the caller's */
  return self;
}

/**
 * esp_event_columns_are_enough:
 *
 * Returns: %FALSE with @error set when nobody, nothing or no time is named
 */
gboolean
esp_event_columns_are_enough (const EspEventColumns *self, GError **error)
{
  const char *wrong = NULL;

  if (!has_role (self, ESP_EVENT_ROLE_EMAIL) && !has_role (self, ESP_EVENT_ROLE_EXTERNAL_ID) &&
      !has_role (self, ESP_EVENT_ROLE_PHONE))
    wrong = "The file does not say who did it: name a column “email”, “external_id” or “phone” in "
            "its first row";
  else if (self->kind == NULL && !has_role (self, ESP_EVENT_ROLE_KIND))
    wrong = "The file does not say what happened: name a column “kind” in its first row, or give "
            "one kind for the whole file";
  else if (!has_role (self, ESP_EVENT_ROLE_AT))
    wrong = "The file does not say when: name a column “time” in its first row";
  if (wrong != NULL)
    g_set_error_literal (error, ESP_EVENT_ROW_ERROR, ESP_EVENT_ROW_ERROR_COLUMNS, wrong);
  return wrong == NULL;
}

/**
 * esp_event_columns_know:
 *
 * Returns: whether a column of that name says who, what, when or where; any other is a property
 */
gboolean
esp_event_columns_know (const char *name)
{
  g_autofree char *folded = fold_header (name);

  for (gsize i = 0; i < G_N_ELEMENTS (role_names); i++)
    if (g_str_equal (role_names[i].name, folded))
      return TRUE;
  return FALSE;
}

/**
 * esp_event_columns_free:
 */
void
esp_event_columns_free (EspEventColumns *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->columns);
  g_free (self->kind);
  g_free (self->region);
  g_time_zone_unref (self->zone);
  g_free (self);
}
