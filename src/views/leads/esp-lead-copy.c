/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies rows as tab-separated text, as a spreadsheet takes them, or their addresses alone. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-copy.h"

#include "store/esp-leads.h"
#include "views/leads/esp-lead-columns.h"
#include "views/leads/esp-lead-format.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>
#include <string.h>

/* Who wants more wants a file. */
#define MAX_ROWS 10000

typedef struct
{
  EspSession *session; /* (owned) main thread only */
  EspFields *fields;   /* (owned) */
  GArray *ids;         /* (owned) guint32, in the order of the list */
  GStrv columns;       /* (owned) (nullable) NULL: the addresses alone */
  gboolean is_cut;
  GPtrArray *leads;  /* (owned) (nullable) of EspLead, nullable each; written */
  GPtrArray *extras; /* (owned) (nullable) of EspLeadExtras; written */
} Copy;

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  g_object_unref (copy->session);
  esp_fields_unref (copy->fields);
  g_array_unref (copy->ids);
  g_strfreev (copy->columns);
  g_clear_pointer (&copy->leads, g_ptr_array_unref);
  g_clear_pointer (&copy->extras, g_ptr_array_unref);
  g_free (copy);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Copy, copy_free)

static gboolean
copy_read (EspTx *tx, gpointer data, GError **error)
{
  Copy *copy = data;
  const guint32 *ids = (const guint32 *) (gpointer) copy->ids->data;

  copy->leads = esp_lead_load_many (tx, copy->fields, ids, copy->ids->len, error);
  copy->extras = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_lead_extras_free);
  for (guint i = 0; copy->leads != NULL && i < copy->ids->len; i++)
    {
      EspLeadExtras *extras = esp_lead_extras_load (tx, ids[i], error);

      if (extras == NULL)
        return FALSE;
      g_ptr_array_add (copy->extras, extras);
    }
  return copy->leads != NULL;
}

/* A tab or a new line inside a cell would begin another one. */
static void
append_cell (GString *text, const char *cell)
{
  gsize start = text->len;

  g_string_append (text, cell);
  for (gsize i = start; i < text->len; i++)
    if (strchr ("\t\r\n", text->str[i]) != NULL)
      text->str[i] = ' ';
}

static void
append_header (GString *text, const Copy *copy)
{
  g_autoptr (GArray) available = esp_lead_columns_available (copy->fields);

  for (guint c = 0; copy->columns[c] != NULL; c++)
    {
      if (c > 0)
        g_string_append_c (text, '\t');
      for (guint i = 0; i < available->len; i++)
        if (g_str_equal (g_array_index (available, EspLeadColumn, i).id, copy->columns[c]))
          append_cell (text, g_array_index (available, EspLeadColumn, i).title);
    }
  g_string_append_c (text, '\n');
}

static char *
make_table (Copy *copy)
{
  GString *text = g_string_new (NULL);

  append_header (text, copy);
  for (guint i = 0; i < copy->leads->len; i++)
    {
      g_autoptr (EspLeadRow) row = esp_lead_row_new (g_array_index (copy->ids, guint32, i));

      if (copy->leads->pdata[i] == NULL)
        continue;
      esp_lead_row_take (row, g_steal_pointer (&copy->leads->pdata[i]),
                         g_steal_pointer (&copy->extras->pdata[i]));
      for (guint c = 0; copy->columns[c] != NULL; c++)
        {
          g_autofree char *cell = esp_lead_format_cell (copy->session, row, copy->columns[c]);

          if (c > 0)
            g_string_append_c (text, '\t');
          append_cell (text, cell);
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static char *
make_addresses (Copy *copy, guint *out_n)
{
  GString *text = g_string_new (NULL);

  *out_n = 0;
  for (guint i = 0; i < copy->leads->len; i++)
    {
      const EspLead *lead = copy->leads->pdata[i];
      const char *email = lead != NULL ? esp_lead_get_text (lead, "email") : NULL;

      if (email == NULL)
        continue;
      if (text->len > 0)
        g_string_append (text, ", ");
      g_string_append (text, email);
      (*out_n)++;
    }
  return g_string_free (text, FALSE);
}

static void
tell (Copy *copy, guint n)
{
  g_autofree char *count = esp_format_count (n);
  g_autofree char *text = NULL;

  if (copy->is_cut)
    text = g_strdup_printf (_ ("The first %s leads copied. Export takes them all."), count);
  else if (copy->columns == NULL)
    text = g_strdup_printf (ngettext ("%s address copied", "%s addresses copied", n), count);
  else
    text = g_strdup_printf (ngettext ("%s lead copied", "%s leads copied", n), count);
  esp_session_toast (copy->session, text);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (Copy) copy = esp_store_read_finish (ESP_STORE (source), result, &error);
  GtkWindow *window = esp_session_get_window (session);
  g_autofree char *text = NULL;
  guint n;

  if (window == NULL)
    return;
  if (copy == NULL)
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (session, message);
      return;
    }
  n = copy->leads->len;
  text = copy->columns != NULL ? make_table (copy) : make_addresses (copy, &n);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (window)), text);
  tell (copy, n);
}

static void
start (EspSession *session, EspLeadList *list, const EspBitmap *leads, const char *const *columns)
{
  guint n = (guint) MIN (esp_bitmap_count (leads), MAX_ROWS);
  Copy *copy;

  if (esp_lead_list_get_fields (list) == NULL)
    return;
  copy = g_new0 (Copy, 1);
  copy->session = g_object_ref (session);
  copy->fields = esp_fields_ref (esp_lead_list_get_fields (list));
  copy->ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  copy->columns = g_strdupv ((GStrv) columns);
  copy->is_cut = esp_bitmap_count (leads) > MAX_ROWS;
  for (guint i = 0; i < esp_lead_list_get_n (list) && copy->ids->len < n; i++)
    {
      guint32 id = esp_lead_list_get_id (list, i);

      if (esp_bitmap_contains (leads, id))
        g_array_append_val (copy->ids, id);
    }
  esp_store_read_async (esp_session_get_store (session), ESP_READ_LONG, copy_read, copy, copy_free,
                        esp_session_get_cancellable (session), read_cb, g_object_ref (session));
}

/**
 * esp_lead_copy_rows:
 * @columns: in their order
 *
 * Copies the leads as they stand in the list, with the names of the columns above.
 */
void
esp_lead_copy_rows (EspSession *session,
                    EspLeadList *list,
                    const EspBitmap *leads,
                    const char *const *columns)
{
  start (session, list, leads, columns);
}

/**
 * esp_lead_copy_emails:
 *
 * Copies the addresses of the leads that have one, with commas between.
 */
void
esp_lead_copy_emails (EspSession *session, EspLeadList *list, const EspBitmap *leads)
{
  start (session, list, leads, NULL);
}

/**
 * esp_lead_copy_link:
 *
 * Copies the address of a lead or of a list, as this program opens it from a note.
 */
void
esp_lead_copy_link (EspSession *session, EspTarget *target)
{
  GtkWindow *window = esp_session_get_window (session);
  g_autofree char *link = esp_target_to_string (target);

  if (window == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (window)), link);
  esp_session_toast (session, _ ("Link copied"));
}
