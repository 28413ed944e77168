/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets sending go on after everything was stopped, channel by channel where messages wait for several. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-resume-sheet.h"

#include <glib/gi18n.h>

#include "base/esp-format.h"
#include "store/esp-outbox.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-send-orders.h"

/* One channel for which something waits. */
typedef struct
{
  gint64 id;
  char *name;
  gint64 n;
  GtkWidget *row; /* (nullable) its switch */
} Waiting;

/* One sheet; lives as long as its window. */
typedef struct
{
  EspSession *session; /* (owned) */
  GArray *channels;    /* (owned) of Waiting */
  AdwWindow *window;
  EspFormFrame frame;
} Sheet;

static void
waiting_clear (gpointer data)
{
  g_free (((Waiting *) data)->name);
}

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;

  g_object_unref (sheet->session);
  g_array_unref (sheet->channels);
  g_free (sheet);
}

/* The channels that stay stopped, on their way to the writer's thread. */
static gboolean
write_release (EspTx *tx, gpointer data, GError **error)
{
  const GArray *held = data;

  return esp_kill_switch_release (tx, (const gint64 *) (gpointer) held->data, held->len, error);
}

static void
released_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwWindow) window = user_data;
  Sheet *sheet = g_object_get_data (G_OBJECT (window), "esp-sheet");
  EspWorker *worker = esp_workspace_get_worker (esp_session_get_workspace (sheet->session));
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  if (esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      if (worker != NULL)
        esp_worker_poke (worker);
      gtk_window_close (GTK_WINDOW (window));
      return;
    }
  message = esp_store_message (error);
  esp_form_frame_set_problem (&sheet->frame, message);
}

static void
resume_cb (Sheet *sheet)
{
  GArray *held = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < sheet->channels->len; i++)
    {
      const Waiting *waiting = &g_array_index (sheet->channels, Waiting, i);

      if (!gtk_switch_get_active (esp_form_row_get_switch (waiting->row)))
        g_array_append_val (held, waiting->id);
    }
  esp_store_write_async (esp_session_get_store (sheet->session), NULL, write_release, held,
                         (GDestroyNotify) g_array_unref, released_cb, g_object_ref (sheet->window));
}

static void
present (EspSession *session, GArray *channels)
{
  Sheet *sheet = g_new0 (Sheet, 1);
  GtkWidget *group = esp_form_group_new (_ ("Through which channels?"),
                                         _ ("What is left out stays stopped: its channel is "
                                            "switched off until you switch it on."));

  sheet->session = g_object_ref (session);
  sheet->channels = g_array_ref (channels);
  sheet->window = ADW_WINDOW (adw_window_new ());
  g_object_set_data_full (G_OBJECT (sheet->window), "esp-sheet", sheet, sheet_free);
  sheet->frame = esp_form_frame_build (sheet->window, esp_session_get_window (session),
                                       _ ("Resume sending"), _ ("_Resume"));
  for (guint i = 0; i < channels->len; i++)
    {
      Waiting *waiting = &g_array_index (channels, Waiting, i);
      g_autofree char *n = esp_format_count (waiting->n);
      g_autofree char *text =
        g_strdup_printf (ngettext ("%s waits", "%s wait", (gulong) waiting->n), n);

      waiting->row = esp_form_switch_row_new (waiting->name, text, TRUE);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), waiting->row);
    }
  gtk_box_append (GTK_BOX (sheet->frame.box), group);
  g_signal_connect_swapped (sheet->frame.accept, "clicked", G_CALLBACK (resume_cb), sheet);
  gtk_window_present (GTK_WINDOW (sheet->window));
}

typedef struct
{
  GPtrArray *rows; /* (owned) (nullable) result */
} Read;

static void
read_free (gpointer data)
{
  g_clear_pointer (&((Read *) data)->rows, g_ptr_array_unref);
  g_free (data);
}

static gboolean
read_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Read *read = data;

  read->rows = esp_outbox_list (tx, error);
  return read->rows != NULL;
}

static void
add_row (GArray *channels, const EspOutboxRow *row)
{
  Waiting waiting = { .id = row->channel_id, .n = row->n };

  for (guint i = 0; i < channels->len; i++)
    if (g_array_index (channels, Waiting, i).id == row->channel_id)
      {
        g_array_index (channels, Waiting, i).n += row->n;
        return;
      }
  waiting.name = g_strdup (row->channel != NULL ? row->channel : "");
  g_array_append_val (channels, waiting);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  Read *read = esp_store_read_finish (ESP_STORE (source), result, NULL); /* then all go on */
  g_autoptr (GArray) channels = g_array_new (FALSE, TRUE, sizeof (Waiting));

  g_array_set_clear_func (channels, waiting_clear);
  for (guint i = 0; read != NULL && i < read->rows->len; i++)
    if (((EspOutboxRow *) read->rows->pdata[i])->channel_id != 0)
      add_row (channels, read->rows->pdata[i]);
  if (channels->len > 1)
    present (session, channels);
  else
    esp_session_stop_all (session, FALSE);
  g_clear_pointer (&read, read_free);
}

/**
 * esp_resume_sheet_present:
 *
 * Where messages wait for one channel alone it goes on at once; for several it is asked which.
 */
void
esp_resume_sheet_present (EspSession *session)
{
  esp_store_read_async (esp_session_get_store (session), ESP_READ_LONG, read_in_tx,
                        g_new0 (Read, 1), read_free, NULL, read_cb, g_object_ref (session));
}
