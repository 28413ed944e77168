/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows behind a count of an import, as they stand in the file, with the leads they may be about. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-import-pages.h"

#include "base/esp-phone.h"
#include "base/esp-thread.h"
#include "store/esp-lead.h"
#include "store/esp-leads.h"

/* More of a row says nothing more on one line. */
#define MAX_TEXT_CHARS 400

typedef struct
{
  EspStore *store;     /* (owned) */
  EspImportPlan *plan; /* (owned) */
  char *path;          /* (owned) */
  char *results_path;  /* (owned) */
  EspImportOutcome outcome;
  guint64 after_number;
  guint limit;
  GPtrArray *rows;   /* (owned) (nullable) of EspImportPageRow */
  EspThread *thread; /* (owned) */
} Page;

static void
row_free (gpointer data)
{
  EspImportPageRow *row = data;

  esp_import_result_free (row->result);
  g_free (row->text);
  for (guint i = 0; i < ESP_IMPORT_CANDIDATES; i++)
    g_free (row->candidates[i].words);
  g_free (row);
}

static gboolean
end_thread_cb (gpointer user_data)
{
  esp_thread_join (user_data);
  return G_SOURCE_REMOVE;
}

static void
page_free (gpointer data)
{
  Page *page = data;

  /* The last reference may go on that very thread, which cannot wait for itself. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, end_thread_cb, page->thread, g_object_unref);
  g_object_unref (page->store);
  esp_import_plan_free (page->plan);
  g_free (page->path);
  g_free (page->results_path);
  g_clear_pointer (&page->rows, g_ptr_array_unref);
  g_free (page);
}

static const char *
text_of (const EspLead *lead, const char *column)
{
  const EspValue *value = esp_lead_get (lead, column);

  return value != NULL && value->type == ESP_VALUE_TEXT && *value->text != '\0' ? value->text
                                                                                : NULL;
}

static char *
dup_words (const EspLead *lead, gint64 id, const char *region)
{
  const char *phone = text_of (lead, "phone");
  const char *parts[] = { text_of (lead, "name"), text_of (lead, "email"),
                          text_of (lead, "company") };
  g_autofree char *national = phone != NULL ? esp_phone_format (phone, region) : NULL;
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL)
      g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", parts[i]);
  if (national != NULL)
    g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", national);
  if (words->len == 0)
    g_string_append_printf (words, "#%" G_GINT64_FORMAT, id);
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static gboolean
load_candidates (EspTx *tx, gpointer data, GError **error)
{
  Page *page = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  if (fields == NULL)
    return FALSE;
  for (guint i = 0; i < page->rows->len; i++)
    {
      EspImportPageRow *row = page->rows->pdata[i];

      for (guint c = 0; c < ESP_IMPORT_CANDIDATES; c++)
        {
          EspImportCandidate *candidate = &row->candidates[c];
          g_autoptr (EspLead) lead = NULL;

          if (candidate->id > 0)
            lead = esp_lead_load (tx, fields, candidate->id, NULL);
          if (lead != NULL)
            candidate->words = dup_words (lead, candidate->id, page->plan->region);
        }
    }
  return TRUE;
}

static char *
dup_row_text (Page *page, const EspImportResult *result)
{
  g_auto (GStrv) cells =
    esp_import_read_row (page->path, page->plan, result->offset, result->length, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  for (char **cell = cells; cell != NULL && *cell != NULL && text->len < MAX_TEXT_CHARS * 4; cell++)
    {
      g_autofree char *start = g_utf8_substring (*cell, 0, MIN (g_utf8_strlen (*cell, -1), 80));

      g_strdelimit (g_strstrip (start), "\r\n\t", ' ');
      if (*start == '\0')
        continue;
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", start);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
read_page (Page *page, GCancellable *cancellable, GError **error)
{
  g_autoptr (EspImportResults) results = esp_import_results_open (page->results_path, error);
  g_autoptr (GPtrArray) list = NULL;

  if (results != NULL)
    list = esp_import_results_list (results, page->outcome, page->after_number, page->limit, error);
  if (list == NULL)
    return FALSE;
  page->rows = g_ptr_array_new_with_free_func (row_free);
  g_ptr_array_set_free_func (list, NULL);
  for (guint i = 0; i < list->len; i++)
    {
      EspImportPageRow *row = g_new0 (EspImportPageRow, 1);

      row->result = list->pdata[i];
      row->text = dup_row_text (page, row->result);
      row->candidates[0].id = row->result->lead_id;
      row->candidates[1].id = row->result->other_id;
      g_ptr_array_add (page->rows, row);
    }
  return page->outcome != ESP_IMPORT_OUTCOME_DECIDE ||
         esp_store_read (page->store, ESP_READ_PAGE, load_candidates, page, cancellable, error);
}

static void
page_task (gpointer data)
{
  g_autoptr (GTask) task = data;
  Page *page = g_task_get_task_data (task);
  GError *error = NULL;

  if (read_page (page, g_task_get_cancellable (task), &error))
    g_task_return_pointer (task, g_steal_pointer (&page->rows), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * esp_import_page_async:
 * @report: what is needed of it is copied; it has to outlive the call all the same, for its results go
 *   with it
 * @after_number: rows after this one; 0 for the first
 *
 * Reads rows with that outcome, off the main thread.
 */
void
esp_import_page_async (EspStore *store,
                       const EspImportReport *report,
                       EspImportOutcome outcome,
                       guint64 after_number,
                       guint limit,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Page *page = g_new0 (Page, 1);

  page->store = g_object_ref (store);
  page->plan = esp_import_plan_copy (report->plan);
  page->path = g_strdup (report->path);
  page->results_path = g_strdup (report->results_path);
  page->outcome = outcome;
  page->after_number = after_number;
  page->limit = limit;
  page->thread = esp_thread_new ("esp-import-page");
  g_task_set_source_tag (task, esp_import_page_async);
  g_task_set_task_data (task, page, page_free);
  esp_thread_post (page->thread, page_task, task);
}

/**
 * esp_import_page_finish:
 *
 * Returns: (transfer full) (element-type EspImportPageRow): the rows in the order of the file; %NULL with
 *   @error set
 */
GPtrArray *
esp_import_page_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_import_page_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * esp_import_report_list_leads:
 * @report: of a real run
 *
 * Returns: (transfer full): the leads that rows with that outcome made or met; %NULL with @error set
 */
EspBitmap *
esp_import_report_list_leads (const EspImportReport *report,
                              EspImportOutcome outcome,
                              GError **error)
{
  g_autoptr (EspImportResults) results = esp_import_results_open (report->results_path, error);
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();

  if (results == NULL || !esp_import_results_list_leads (results, outcome, leads, error))
    return NULL;
  return g_steal_pointer (&leads);
}
