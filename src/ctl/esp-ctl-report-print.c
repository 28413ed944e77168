/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the answer to a question of a report as a table for a terminal. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-report-print.h"

#include "base/esp-format.h"

#include "engine/insight/esp-metric.h"

#include <math.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define GAP 2
#define LEAST_ROOM 40
#define MAX_WIDTH 48

/* Wide characters take two places of a terminal. */
static guint
width_of (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    width += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
  return width;
}

static void
print_cell (const char *text, guint width, gboolean is_right)
{
  guint used = width_of (text);
  int pad = (int) (width > used ? width - used : 0);

  if (is_right)
    g_print ("%*s%s", pad, "", text);
  else
    g_print ("%s%*s", text, pad, "");
}

/* Kinds of events stand in answers by their names, and their titles by "event:" and the name. */
static const char *
title_of (const char *key)
{
  g_autofree char *event = g_strconcat ("event:", key, NULL);
  const char *title = esp_answer_title (key);

  if (title == NULL)
    title = esp_answer_title (event);
  return title != NULL ? title : key;
}

/* @text in words; of a key of two, "visit>order", it is a way from one to the other. */
static char *
dup_title (const char *key, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ">", 2);

  if (strchr (key, '>') == NULL || g_strv_length (parts) < 2)
    return g_strdup (title_of (text));
  return g_strdup_printf ("%s → %s", title_of (parts[0]), title_of (parts[1]));
}

static char *
dup_row_name (const EspAnswerRow *row)
{
  gboolean is_given = row->label != NULL && esp_answer_peek_name (row->key) != NULL;
  g_autofree char *name = is_given
                            ? g_strdup (row->label)
                            : dup_title (row->key, row->label != NULL ? row->label : row->key);
  g_autofree char *group = row->group != NULL ? dup_title (row->group, row->group) : NULL;

  return group != NULL ? g_strdup_printf ("%s · %s", group, name) : g_steal_pointer (&name);
}

static char *
dup_cell (const EspAnswer *answer, const EspAnswerRow *row, guint column)
{
  const EspAnswerCell *cell = &row->cells[column];
  EspAnswerUnit unit = esp_answer_get_column (answer, column)->unit;
  g_autofree char *text = esp_answer_format_value (answer, cell, unit);

  return g_strconcat ((cell->flags & ESP_CELL_ESTIMATE) != 0 ? "≈ " : "", text,
                      (cell->flags & ESP_CELL_FEW) != 0 && !isnan (cell->value) ? "*" : "",
                      ((cell->flags | row->flags) & ESP_CELL_PARTIAL) != 0 ? "…" : "", NULL);
}

static void
print_sentences (const EspAnswer *answer, GPtrArray *sentences, const char *mark)
{
  for (guint i = 0; i < sentences->len; i++)
    {
      g_autofree char *text =
        esp_answer_sentence_dup_text (answer, g_ptr_array_index (sentences, i));

      g_print ("%s%s\n", mark, text);
    }
}

/* The table as texts: a row of titles first. */
static GPtrArray *
make_table (const EspAnswer *answer)
{
  GPtrArray *table = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  GStrv line = g_new0 (char *, answer->columns->len + 2);

  line[0] = g_strdup ("");
  for (guint i = 0; i < answer->columns->len; i++)
    {
      const EspAnswerColumn *column = esp_answer_get_column (answer, i);
      const char *title = esp_answer_title (column->key);

      line[i + 1] = g_strdup (column->label != NULL ? column->label
                              : title != NULL       ? title
                                                    : column->key);
    }
  g_ptr_array_add (table, line);
  for (guint i = 0; i < answer->rows->len; i++)
    {
      const EspAnswerRow *row = esp_answer_get_row (answer, i);

      line = g_new0 (char *, answer->columns->len + 2);
      line[0] = dup_row_name (row);
      for (guint j = 0; j < answer->columns->len; j++)
        line[j + 1] = dup_cell (answer, row, j);
      g_ptr_array_add (table, line);
    }
  return table;
}

/* How many places a line of the terminal has; of a file and a pipe any number. */
static guint
find_room (void)
{
  struct winsize size = { 0 };

  if (isatty (STDOUT_FILENO) == 0 || ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) != 0 ||
      size.ws_col == 0)
    return G_MAXUINT;
  return MAX (size.ws_col, LEAST_ROOM);
}

/* The table; one that is wider than the terminal in several, each with the names of the rows. */
static void
print_table (GPtrArray *table, const guint *widths, guint n_columns)
{
  guint room = find_room ();
  guint end;

  for (guint first = 1; first < n_columns || first == 1; first = end)
    {
      guint used = widths[0];

      for (end = first; end < n_columns; end++)
        {
          used += widths[end] + GAP;
          if (used > room && end > first)
            break;
        }
      if (first > 1)
        g_print ("\n");
      for (guint i = 0; i < table->len; i++)
        {
          print_cell (((GStrv) table->pdata[i])[0], widths[0], FALSE);
          for (guint j = first; j < end; j++)
            print_cell (((GStrv) table->pdata[i])[j], widths[j] + GAP, TRUE);
          g_print ("\n");
        }
      if (end == first)
        break;
    }
}

/* What the signs beside numbers mean, of those that are there. */
static void
print_signs (const EspAnswer *answer)
{
  guint flags = 0;

  for (guint i = 0; i < answer->rows->len; i++)
    {
      const EspAnswerRow *row = esp_answer_get_row (answer, i);

      flags |= row->flags;
      for (guint j = 0; j < answer->columns->len; j++)
        flags |= row->cells[j].flags;
    }
  if ((flags & ESP_CELL_FEW) != 0)
    g_print ("* of fewer than %d: says little\n", ESP_METRIC_FEW);
  if ((flags & ESP_CELL_PARTIAL) != 0)
    g_print ("… its time is not over yet\n");
  if ((flags & ESP_CELL_ESTIMATE) != 0)
    g_print ("≈ computed, not counted\n");
}

/**
 * esp_ctl_print_answer:
 *
 * Prints the sentences, the table and the notes.
 */
void
esp_ctl_print_answer (const EspAnswer *answer)
{
  g_autoptr (GPtrArray) table = make_table (answer);
  guint n_columns = answer->columns->len + 1;
  g_autofree guint *widths = g_new0 (guint, n_columns);

  print_sentences (answer, answer->says, "");
  for (guint i = 0; i < table->len; i++)
    for (guint j = 0; j < n_columns; j++)
      widths[j] = MAX (widths[j], MIN (width_of (((GStrv) table->pdata[i])[j]), MAX_WIDTH));
  print_table (table, widths, n_columns);
  print_signs (answer);
  g_print ("%s · %s\n", answer->zone, answer->currency);
  print_sentences (answer, answer->notes, "! ");
}
