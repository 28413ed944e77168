/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads address books (vCard 2.1, 3.0 and 4.0: RFC 2426, RFC 6350) as a table of people. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/import/esp-vcard.h"

#include "engine/plan/esp-ical-line.h"

#include <string.h>

#define MAX_CELL 4000

typedef enum
{
  COLUMN_NAME,
  COLUMN_EMAIL,
  COLUMN_PHONE,
  COLUMN_COMPANY,
  COLUMN_TITLE,
  COLUMN_CITY,
  COLUMN_REGION,
  COLUMN_POSTCODE,
  COLUMN_COUNTRY,
  COLUMN_ADDRESS,
  COLUMN_BIRTHDAY,
  COLUMN_WEBSITE,
  COLUMN_NOTE,
  COLUMN_TAGS,
  COLUMN_OTHER_EMAILS,
  COLUMN_OTHER_PHONES,
  N_COLUMNS,
} Column;

/* As a list of people names them, so that they are found by their names. */
static const char *const names[N_COLUMNS] = {
  "Name",    "Email",   "Phone",    "Company", "Job title", "City", "Region",       "Postcode",
  "Country", "Address", "Birthday", "Website", "Note",      "Tags", "Other emails", "Other phones",
};

/* One person while the card is read. */
typedef struct
{
  char *cells[N_COLUMNS]; /* (owned) (nullable) */
  char *built_name;       /* (owned) (nullable): from its parts */
  gboolean has_mobile;
} Card;

static void
card_clear (Card *card)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    g_clear_pointer (&card->cells[i], g_free);
  g_clear_pointer (&card->built_name, g_free);
  card->has_mobile = FALSE;
}

/**
 * esp_vcard_is_card:
 * @head: the first bytes of a file, 64 are enough
 *
 * Returns: whether an address book begins so, in UTF-8 or UTF-16
 */
gboolean
esp_vcard_is_card (const guint8 *head, gsize length)
{
  char text[65] = { 0 };
  guint n = 0;

  for (gsize i = 0; i < length && n < 64; i++)
    if (head[i] >= ' ' && head[i] < 0x7f)
      text[n++] = (char) head[i];
  return g_ascii_strncasecmp (text, "BEGIN:VCARD", 11) == 0;
}

/* The parts between semicolons that no stroke stands before, as people read them. */
static GPtrArray *
split (const EspIcalLine *line)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) part = g_string_new (NULL);

  for (const char *c = line->value;; c++)
    {
      if (*c == '\\' && c[1] != '\0')
        g_string_append_c (part, *c++);
      else if (*c == ';' || *c == '\0')
        {
          EspIcalLine one = *line;

          one.value = part->str;
          g_ptr_array_add (parts, g_strstrip (esp_ical_text_new (&one, MAX_CELL)));
          g_string_truncate (part, 0);
          if (*c == '\0')
            return parts;
          continue;
        }
      g_string_append_c (part, *c);
    }
}

static const char *
get_part (const GPtrArray *parts, guint i)
{
  return i < parts->len ? parts->pdata[i] : "";
}

static void
set_cell (Card *card, Column column, const char *text)
{
  if (*text == '\0' || card->cells[column] != NULL)
    return;
  card->cells[column] = g_strdelimit (g_strdup (text), "\r\n", ' ');
}

static void
add_to_cell (Card *card, Column column, const char *text)
{
  char *both;

  if (card->cells[column] == NULL)
    {
      set_cell (card, column, text);
      return;
    }
  both = g_strconcat (card->cells[column], "; ", text, NULL);
  g_free (card->cells[column]);
  card->cells[column] = both;
}

/* Names of Hangul or Chinese letters have no blank between family and given name. */
static void
read_name (Card *card, const EspIcalLine *line)
{
  g_autoptr (GPtrArray) parts = split (line);
  const char *family = get_part (parts, 0);
  const char *given = get_part (parts, 1);
  gboolean is_eastern = (guint8) *family >= 0xe3;

  g_free (card->built_name);
  card->built_name =
    is_eastern ? g_strconcat (family, given, NULL)
               : g_strjoin (*family != '\0' && *given != '\0' ? " " : "", given, family, NULL);
}

static void
read_address (Card *card, const EspIcalLine *line)
{
  g_autoptr (GPtrArray) parts = split (line);

  if (card->cells[COLUMN_ADDRESS] != NULL || card->cells[COLUMN_CITY] != NULL)
    return;
  set_cell (card, COLUMN_ADDRESS, get_part (parts, 2));
  set_cell (card, COLUMN_CITY, get_part (parts, 3));
  set_cell (card, COLUMN_REGION, get_part (parts, 4));
  set_cell (card, COLUMN_POSTCODE, get_part (parts, 5));
  set_cell (card, COLUMN_COUNTRY, get_part (parts, 6));
}

/* A mobile number is the one that texts reach. */
static void
read_phone (Card *card, const char *head, const char *number)
{
  g_autofree char *upper = g_ascii_strup (head, -1);
  gboolean is_mobile = strstr (upper, "CELL") != NULL || strstr (upper, "MOBILE") != NULL ||
                       strstr (upper, "IPHONE") != NULL;
  const char *plain = g_ascii_strncasecmp (number, "tel:", 4) == 0 ? number + 4 : number;

  if (card->cells[COLUMN_PHONE] != NULL && is_mobile && !card->has_mobile)
    {
      g_autofree char *other = g_steal_pointer (&card->cells[COLUMN_PHONE]);

      add_to_cell (card, COLUMN_OTHER_PHONES, other);
    }
  if (card->cells[COLUMN_PHONE] == NULL)
    {
      set_cell (card, COLUMN_PHONE, plain);
      card->has_mobile = is_mobile;
    }
  else
    add_to_cell (card, COLUMN_OTHER_PHONES, plain);
}

static void
read_property (Card *card, const EspIcalLine *line, const char *head)
{
  const char *dot = strchr (line->name, '.'); /* "item1.EMAIL" */
  const char *name = dot != NULL ? dot + 1 : line->name;
  g_autofree char *text = g_strstrip (esp_ical_text_new (line, MAX_CELL));
  static const struct
  {
    const char *name;
    Column column;
  } plain[] = {
    { "FN", COLUMN_NAME },   { "TITLE", COLUMN_TITLE },     { "URL", COLUMN_WEBSITE },
    { "NOTE", COLUMN_NOTE }, { "CATEGORIES", COLUMN_TAGS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (g_str_equal (name, plain[i].name))
      set_cell (card, plain[i].column, text);
  if (g_str_equal (name, "N"))
    read_name (card, line);
  else if (g_str_equal (name, "ADR"))
    read_address (card, line);
  else if (g_str_equal (name, "ORG"))
    {
      g_autoptr (GPtrArray) parts = split (line);

      set_cell (card, COLUMN_COMPANY, get_part (parts, 0));
    }
  else if (g_str_equal (name, "TEL") && *text != '\0')
    read_phone (card, head, text);
  else if (g_str_equal (name, "EMAIL") && *text != '\0')
    add_to_cell (card, card->cells[COLUMN_EMAIL] == NULL ? COLUMN_EMAIL : COLUMN_OTHER_EMAILS,
                 text);
  else if (g_str_equal (name, "BDAY") && !g_str_has_prefix (text, "--")) /* without a year: none */
    set_cell (card, COLUMN_BIRTHDAY, text);
}

static void
finish_card (Card *card, GPtrArray *rows, gboolean *has_column)
{
  char **row = g_new0 (char *, N_COLUMNS + 1);

  if (card->built_name != NULL)
    set_cell (card, COLUMN_NAME, card->built_name);
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      has_column[i] |= card->cells[i] != NULL;
      row[i] = card->cells[i] != NULL ? g_steal_pointer (&card->cells[i]) : g_strdup ("");
    }
  g_ptr_array_add (rows, row);
  card_clear (card);
}

/* Quoted-printable text of old telephones goes on after a "=" at the end of a line. */
static char *
join_line (const GPtrArray *lines, guint *i)
{
  g_autoptr (GString) text = g_string_new (lines->pdata[*i]);
  const char *colon = strchr (text->str, ':');
  g_autofree char *head = colon != NULL ? g_strndup (text->str, (gsize) (colon - text->str)) : NULL;
  g_autofree char *upper = head != NULL ? g_ascii_strup (head, -1) : NULL;

  while (upper != NULL && strstr (upper, "QUOTED-PRINTABLE") != NULL && text->len > 0 &&
         text->str[text->len - 1] == '=' && *i + 1 < lines->len)
    {
      g_string_truncate (text, text->len - 1);
      g_string_append (text, lines->pdata[++*i]);
    }
  return g_strdup (text->str);
}

/* Columns that no card fills are left out. */
static GPtrArray *
trim (GPtrArray *rows, const gboolean *has_column)
{
  GPtrArray *table = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (guint r = 0; r <= rows->len; r++)
    {
      GPtrArray *cells = g_ptr_array_new ();

      for (guint i = 0; i < N_COLUMNS; i++)
        if (has_column[i])
          g_ptr_array_add (cells, g_strdup (r == 0 ? names[i] : ((char **) rows->pdata[r - 1])[i]));
      g_ptr_array_add (cells, NULL);
      g_ptr_array_add (table, g_ptr_array_free (cells, FALSE));
    }
  return table;
}

/**
 * esp_vcard_read:
 *
 * Returns: (transfer full) (element-type GStrv) (nullable): the names of the columns, and a row for each card; %NULL when
 *   these are no letters
 */
GPtrArray *
esp_vcard_read (const char *data, gsize length)
{
  g_autoptr (GPtrArray) lines = esp_ical_lines_new (data, length);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  gboolean has_column[N_COLUMNS] = { [COLUMN_NAME] = TRUE, [COLUMN_EMAIL] = TRUE };
  gboolean is_inside = FALSE;
  Card card = { 0 };

  if (lines == NULL)
    return NULL;
  for (guint i = 0; i < lines->len; i++)
    {
      g_autofree char *text = join_line (lines, &i);
      g_autofree char *head = g_strndup (text, strcspn (text, ":"));
      EspIcalLine line;

      if (!esp_ical_line_parse (text, &line))
        continue;
      if (g_str_equal (line.name, "BEGIN") && g_ascii_strcasecmp (line.value, "VCARD") == 0)
        {
          /* The one before has no end: it is a person all the same. */
          if (is_inside)
            finish_card (&card, rows, has_column);
          is_inside = TRUE;
        }
      else if (g_str_equal (line.name, "END") && is_inside)
        {
          finish_card (&card, rows, has_column);
          is_inside = FALSE;
        }
      else if (is_inside)
        read_property (&card, &line, head);
      esp_ical_line_clear (&line);
    }
  if (is_inside)
    finish_card (&card, rows, has_column);
  return trim (rows, has_column);
}
