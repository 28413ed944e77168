/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists by name those of whom nobody knows whether they got a message, and lets a person decide. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-doubt-window.h"

#include "store/esp-ledger.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-row-lines.h"
#include "worker/esp-send-orders.h"

#include <glib/gi18n.h>

#define MAX_SHOWN 500

struct _EspDoubtWindow
{
  EspSendWindow parent_instance;

  GtkWidget *all_sent;
  GtkWidget *all_again;
};

G_DEFINE_FINAL_TYPE (EspDoubtWindow, esp_doubt_window, ESP_TYPE_SEND_WINDOW)

static GPtrArray *
load (EspTx *tx, gint64 send_id, GError **error)
{
  return esp_ledger_list (tx, send_id, "unknown", 0, MAX_SHOWN, error);
}

/* A decision on its way to the writer's thread. */
typedef struct
{
  gint64 send_id;
  gint64 lead_id; /* 0 is everyone */
  gboolean again;
} Decision;

static gboolean
write_decision (EspTx *tx, gpointer data, GError **error)
{
  const Decision *decision = data;

  return esp_send_order_resolve (tx, decision->send_id, decision->lead_id, decision->again, NULL,
                                 error);
}

static void
decide (EspDoubtWindow *self, gint64 lead_id, gboolean again)
{
  EspSendWindow *window = ESP_SEND_WINDOW (self);
  Decision *decision = g_new0 (Decision, 1);

  *decision = (Decision){ esp_send_window_get_send (window), lead_id, again };
  esp_send_window_order (window, write_decision, decision, FALSE);
}

static gint64
get_lead (GtkWidget *button)
{
  const gint64 *id = g_object_get_data (G_OBJECT (button), "esp-lead");

  return id != NULL ? *id : 0;
}

static void
sent_cb (GtkButton *button, EspDoubtWindow *self)
{
  decide (self, get_lead (GTK_WIDGET (button)), FALSE);
}

static void
again_cb (GtkButton *button, EspDoubtWindow *self)
{
  decide (self, get_lead (GTK_WIDGET (button)), TRUE);
}

static GtkWidget *
make_button (EspDoubtWindow *self, const char *label, GCallback callback, const EspLedgerRow *row)
{
  GtkWidget *button = esp_button_new (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (row != NULL)
    {
      g_autofree char *spoken =
        g_strdup_printf ("%s: %s", label, row->name != NULL ? row->name : row->email);

      g_object_set_data_full (G_OBJECT (button), "esp-lead",
                              g_memdup2 (&row->lead_id, sizeof row->lead_id), g_free);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      spoken, -1);
    }
  g_signal_connect_object (button, "clicked", callback, self, 0);
  return button;
}

static const char *
get_why (const EspLedgerRow *row)
{
  if (g_strcmp0 (row->reason, "interrupted") == 0)
    return _ ("the program was cut off while it was handed over");
  return _ ("the server did not answer after taking it");
}

static GtkWidget *
make_row (EspSendWindow *window, gpointer item)
{
  EspDoubtWindow *self = ESP_DOUBT_WINDOW (window);
  const EspLedgerRow *row = item;
  GtkWidget *widget = adw_action_row_new ();
  const char *name = row->name != NULL ? row->name : row->email;
  g_autofree char *subtitle = row->name != NULL && row->email != NULL
                                ? g_strdup_printf ("%s · %s", row->email, get_why (row))
                                : g_strdup (get_why (row));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget),
                                 name != NULL ? name : _ ("A lead that was erased"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (widget), ESP_ROW_ALL_LINES);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget),
                             make_button (self, _ ("Got it"), G_CALLBACK (sent_cb), row));
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget),
                             make_button (self, _ ("Send again"), G_CALLBACK (again_cb), row));
  return widget;
}

static void
filled (EspSendWindow *window, const GPtrArray *items)
{
  EspDoubtWindow *self = ESP_DOUBT_WINDOW (window);

  gtk_widget_set_sensitive (self->all_sent, items->len > 0);
  gtk_widget_set_sensitive (self->all_again, items->len > 0);
  esp_send_window_set_words (window, items->len < MAX_SHOWN
                                       ? _ ("These were handed over, but no answer was seen. "
                                            "Nobody gets it twice unasked: you decide.")
                                       : _ ("These were handed over, but no answer was seen. "
                                            "The first of them are listed; the buttons below count "
                                            "for all."));
}

static void
esp_doubt_window_class_init (EspDoubtWindowClass *klass)
{
  EspSendWindowClass *window_class = ESP_SEND_WINDOW_CLASS (klass);

  window_class->load = load;
  window_class->make_row = make_row;
  window_class->filled = filled;
  window_class->empty_title = N_ ("Nobody is in doubt");
  window_class->empty_text = N_ ("Everything is decided.");
}

static void
esp_doubt_window_init (EspDoubtWindow *self)
{
  self->all_sent = make_button (self, _ ("_All got it"), G_CALLBACK (sent_cb), NULL);
  self->all_again = make_button (self, _ ("_Send to all again"), G_CALLBACK (again_cb), NULL);
  esp_send_window_add_action (ESP_SEND_WINDOW (self), self->all_again);
  esp_send_window_add_action (ESP_SEND_WINDOW (self), self->all_sent);
}

/**
 * esp_doubt_window_present:
 * @parent: (nullable)
 * @title: of the send
 *
 * Shows those in doubt of a send.
 */
void
esp_doubt_window_present (GtkWindow *parent, EspStore *store, gint64 send_id, const char *title)
{
  EspSendWindow *window = g_object_new (ESP_TYPE_DOUBT_WINDOW, NULL);
  /* Translators: the name of a campaign */
  g_autofree char *heading = g_strdup_printf (_ ("In doubt: %s"), title);

  esp_send_window_set_up (window, store, send_id, heading, _ ("In doubt"));
  esp_send_window_present (window, parent);
}
