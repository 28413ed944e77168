/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saves the leads of the list as a table that Excel on Korean Windows reads right. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-acts.h"

#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-lead-export.h"

#include <glib/gi18n.h>

typedef struct
{
  EspSession *session; /* (owned) */
  EspBitmap *leads;    /* (owned) */
} Export;

static void
export_free (Export *export)
{
  g_object_unref (export->session);
  esp_bitmap_free (export->leads);
  g_free (export);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (EspExportResult) done = { 0 };
  g_autofree char *text = NULL;

  if (esp_export_leads_finish (result, &done, &error))
    {
      g_autofree char *n = esp_format_count ((gint64) done.n_leads);

      text =
        g_strdup_printf (ngettext ("%s lead exported", "%s leads exported", (gulong) done.n_leads),
                         n);
    }
  else
    text = esp_store_message (error);
  esp_session_toast (session, text);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *export = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);
  const EspExportOptions options = { .encoding = ESP_ENCODING_UTF8_BOM,
                                     .delimiter = ',',
                                     .time_zone = g_time_zone_get_identifier (
                                       esp_session_get_zone (export->session)) };

  if (file != NULL)
    esp_export_leads_async (esp_session_get_store (export->session), export->leads, &options, file,
                            esp_session_get_cancellable (export->session), exported_cb,
                            g_object_ref (export->session));
  export_free (export);
}

/**
 * esp_lead_acts_export:
 * @leads: copied
 *
 * Asks for a file and writes the leads into it in the background. Cells that a spreadsheet would compute
 * are made harmless.
 */
void
esp_lead_acts_export (EspSession *session, const EspBitmap *leads)
{
  static const EspFileFilter filters[] = { { N_ ("Tables (CSV)"), "*.csv" }, { NULL, NULL } };
  Export *export = g_new0 (Export, 1);

  export->session = g_object_ref (session);
  export->leads = esp_bitmap_copy (leads);
  esp_dialog_save_file_async (esp_session_get_window (session), _ ("Export leads"), "leads.csv",
                              filters, NULL, chosen_cb, export);
}
