/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the report of one figure and period: the one that is there already, else a new one. */
#define G_LOG_DOMAIN "esp-reports"

#include "config.h"

#include "views/reports/esp-report-figure.h"

#include "engine/insight/esp-metric.h"
#include "engine/insight/esp-report-design.h"
#include "store/esp-report-docs.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

#define WIDE 12

typedef struct
{
  EspSession *session; /* (owned) */
  char *document;      /* (owned) */
  char *name;          /* (owned) */
  gint64 id;           /* written; 0: there is none yet */
} Opening;

static void
opening_free (gpointer data)
{
  Opening *self = data;

  g_object_unref (self->session);
  g_free (self->document);
  g_free (self->name);
  g_free (self);
}

static gboolean
find (EspTx *tx, gpointer data, GError **error)
{
  Opening *self = data;
  g_autoptr (GPtrArray) docs = esp_report_doc_list (tx, FALSE, error);

  for (guint i = 0; docs != NULL && i < docs->len && self->id == 0; i++)
    {
      const EspReportDoc *doc = g_ptr_array_index (docs, i);

      if (g_str_equal (doc->name, self->name))
        self->id = doc->id;
    }
  return docs != NULL;
}

/* Asks again within the write, so that two clicks make one report. */
static gboolean
find_or_insert (EspTx *tx, gpointer data, GError **error)
{
  Opening *self = data;

  return find (tx, self, error) &&
         (self->id != 0 || esp_report_doc_insert (tx, self->document, &self->id, error));
}

static void
opened (EspSession *session, gint64 id)
{
  g_autofree char *address = g_strdup_printf ("reports/%" G_GINT64_FORMAT, id);

  esp_session_open (session, address);
}

/* Where the write leaves its id: what is written may be freed before its end is told. */
static void
inserted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Opening *self = user_data;
  g_autoptr (GError) error = NULL;

  if (esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    opened (self->session, self->id);
  else
    {
      g_autofree char *text = esp_store_message (error);

      esp_session_toast (self->session, text);
    }
  opening_free (self);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  Opening *self = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self == NULL)
    {
      g_autofree char *text = esp_store_message (error);

      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        esp_session_toast (session, text);
      return;
    }
  if (self->id == 0)
    {
      esp_store_write_async (ESP_STORE (source), NULL, find_or_insert, self, NULL, inserted_cb,
                             self);
      return;
    }
  opened (session, self->id);
  opening_free (self);
}

static void
add_card (EspReportDesign *design, const char *metric, const char *unit)
{
  g_autofree char *question =
    g_strdup_printf ("{\"ask\":\"trend\",\"metric\":\"%s\",\"unit\":\"%s\"}", metric, unit);
  EspReportCard *card = esp_report_design_add_card (design, question, G_MAXUINT);

  if (card != NULL)
    esp_report_card_set_width (card, WIDE);
}

/* What happens to a figure, and where it comes from. */
static char *
make_document (const char *metric, const char *name, guint n_days)
{
  g_autoptr (EspReportDesign) design = esp_report_design_new (name);
  g_autofree char *from = g_strdup_printf ("-%ud", n_days);
  gboolean is_of_messages = !g_str_equal (metric, "created") && !g_str_equal (metric, "revenue");

  esp_report_design_set_period (design, from, "");
  esp_report_design_set_compare (design, "previous");
  add_card (design, metric, "day");
  if (is_of_messages)
    (void) esp_report_design_add_card (design, "{\"ask\":\"sends\"}", G_MAXUINT);
  return esp_report_design_to_json (design);
}

/**
 * esp_report_figure_open:
 * @metric: a key of the catalogue that can be asked for by day
 *
 * Opens how the figure went by day in the last @n_days days, compared with those before.
 */
void
esp_report_figure_open (EspSession *session, const char *metric, guint n_days)
{
  Opening *self;
  g_autofree char *name = NULL;
  EspMetricId id;

  if (!esp_metric_find (metric, &id))
    return;
  /* Translators: the name of a report: a figure, a number of days */
  name = g_strdup_printf (ngettext ("%1$s: last %2$u day", "%1$s: last %2$u days", n_days),
                          _ (esp_metric_get (id)->name), n_days);
  self = g_new0 (Opening, 1);
  self->session = g_object_ref (session);
  self->name = g_steal_pointer (&name);
  self->document = make_document (metric, self->name, n_days);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, find, self, opening_free,
                        esp_session_get_cancellable (session), found_cb, g_object_ref (session));
}
