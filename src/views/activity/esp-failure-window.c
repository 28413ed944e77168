/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says why some of a send failed, with the server's code and words, and lets a person try again or let it be. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-failure-window.h"

#include "base/esp-format.h"
#include "store/esp-lead-set.h"
#include "store/esp-ledger.h"
#include "store/esp-outbox.h"
#include "views/campaigns/esp-campaign-words.h"
#include "views/messages/esp-template-words.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-row-lines.h"
#include "views/shell/esp-window.h"
#include "worker/esp-send-orders.h"

#include <glib/gi18n.h>

#define KEY_KEY "esp-key"

struct _EspFailureWindow
{
  EspSendWindow parent_instance;

  GtkWidget *retry;
  GtkWidget *skip;
};

G_DEFINE_FINAL_TYPE (EspFailureWindow, esp_failure_window, ESP_TYPE_SEND_WINDOW)

/* An order on its way to the writer's thread. */
typedef struct
{
  gint64 send_id;
  gboolean tries_again;
} Order;

static gboolean
write_order (EspTx *tx, gpointer data, GError **error)
{
  const Order *order = data;

  return order->tries_again ? esp_send_order_retry (tx, order->send_id, NULL, error)
                            : esp_send_order_let_be (tx, order->send_id, NULL, error);
}

static void
order (EspFailureWindow *self, gboolean tries_again)
{
  EspSendWindow *window = ESP_SEND_WINDOW (self);
  Order *data = g_new0 (Order, 1);

  *data = (Order){ esp_send_window_get_send (window), tries_again };
  esp_send_window_order (window, write_order, data, TRUE);
}

static void
retry_cb (EspFailureWindow *self)
{
  order (self, TRUE);
}

static void
skip_cb (EspFailureWindow *self)
{
  order (self, FALSE);
}

static char *
describe (const EspOutboxFailure *failure)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *words =
    g_strcmp0 (failure->reason, ESP_LEDGER_NOT_MADE) == 0 && failure->reply != NULL
      ? esp_template_words (failure->reply)
      : NULL;

  if (failure->code != NULL)
    /* Translators: the code with which a server refused, such as 552 5.2.2 */
    g_string_append_printf (text, _ ("Code %s"), failure->code);
  if (words != NULL) /* our own, of a message that could not be made */
    g_string_append (text, words);
  else if (failure->reply != NULL && *failure->reply != '\0')
    g_string_append_printf (text, "%s“%s”", text->len > 0 ? " · " : "", failure->reply);
  if (!failure->may_try_again)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", _ ("not tried again"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Who they are, in the list of leads of the window behind. */
static void
open_leads_cb (AdwActionRow *row, EspFailureWindow *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autoptr (EspTarget) leads = esp_target_new ("leads", NULL);
  g_autoptr (EspTarget) target =
    esp_target_with_param (leads, "drill", g_object_get_data (G_OBJECT (row), KEY_KEY));

  if (!ESP_IS_WINDOW (parent))
    return;
  esp_session_open_target (esp_window_get_session (ESP_WINDOW (parent)), target, FALSE);
  gtk_window_close (GTK_WINDOW (self));
}

static void
make_drill (EspFailureWindow *self, GtkWidget *row, const EspOutboxFailure *failure)
{
  const EspLeadSet set = { .kind = ESP_LEAD_SET_FAILED,
                           .campaign_id = failure->campaign_id,
                           .send_id = esp_send_window_get_send (ESP_SEND_WINDOW (self)),
                           .detail = failure->cause };

  g_object_set_data_full (G_OBJECT (row), KEY_KEY, esp_lead_set_to_key (&set), g_free);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("esp-chevron-right-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_tooltip_text (row, _ ("Show these leads"));
  g_signal_connect_object (row, "activated", G_CALLBACK (open_leads_cb), self, 0);
}

static GtkWidget *
make_row (EspSendWindow *window, gpointer item)
{
  const EspOutboxFailure *failure = item;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *count = gtk_label_new (NULL);
  g_autofree char *n = esp_format_count (failure->n);
  g_autofree char *subtitle = describe (failure);
  const char *known = esp_campaign_failure_words (failure->reason);
  const char *title = known != NULL ? known : C_ ("wait", "No reason was given");
  g_autofree char *spoken = g_strdup_printf ("%s: %s, %s", title, n, subtitle);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_label_set_label (GTK_LABEL (count), n);
  gtk_widget_add_css_class (count, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), count);
  make_drill (ESP_FAILURE_WINDOW (window), row, failure);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return row;
}

static void
filled (EspSendWindow *window, const GPtrArray *items)
{
  EspFailureWindow *self = ESP_FAILURE_WINDOW (window);
  gint64 n_again = 0;
  g_autofree char *n = NULL;
  g_autofree char *label = NULL;

  for (guint i = 0; i < items->len; i++)
    {
      const EspOutboxFailure *failure = items->pdata[i];

      n_again += failure->may_try_again ? failure->n : 0;
    }
  n = esp_format_count (n_again);
  label = g_strdup_printf (_ ("_Retry these %s"), n);
  esp_button_set_label (GTK_BUTTON (self->retry), label);
  gtk_widget_set_sensitive (self->retry, n_again > 0);
  gtk_widget_set_sensitive (self->skip, n_again > 0);
}

static void
esp_failure_window_class_init (EspFailureWindowClass *klass)
{
  EspSendWindowClass *window_class = ESP_SEND_WINDOW_CLASS (klass);

  window_class->load = esp_outbox_failures;
  window_class->make_row = make_row;
  window_class->filled = filled;
  window_class->empty_title = N_ ("Nothing failed");
  window_class->empty_text = N_ ("Nobody of this send was refused.");
}

static void
esp_failure_window_init (EspFailureWindow *self)
{
  EspSendWindow *window = ESP_SEND_WINDOW (self);

  self->skip = esp_button_new (_ ("_Skip them"));
  self->retry = esp_button_new (_ ("_Retry these"));
  gtk_widget_add_css_class (self->retry, "suggested-action");
  esp_send_window_add_action (window, self->skip);
  esp_send_window_add_action (window, self->retry);
  g_signal_connect_object (self->skip, "clicked", G_CALLBACK (skip_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->retry, "clicked", G_CALLBACK (retry_cb), self, G_CONNECT_SWAPPED);
}

/**
 * esp_failure_window_present:
 * @parent: (nullable)
 * @title: of the send
 *
 * Shows why some of a send failed.
 */
void
esp_failure_window_present (GtkWindow *parent, EspStore *store, gint64 send_id, const char *title)
{
  EspSendWindow *window = g_object_new (ESP_TYPE_FAILURE_WINDOW, NULL);
  /* Translators: the name of a campaign */
  g_autofree char *heading = g_strdup_printf (_ ("Failed: %s"), title);

  esp_send_window_set_up (window, store, send_id, heading, _ ("Why it failed"));
  esp_send_window_set_words (window,
                             _ ("These did not get it. Those who did are never tried again, nor "
                                "are addresses that do not exist."));
  esp_send_window_present (window, parent);
}
