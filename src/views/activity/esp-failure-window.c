/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says why some of a send failed, with the server's code and words, and lets a person try again or let it be. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-failure-window.h"

#include "base/esp-format.h"
#include "store/esp-outbox.h"
#include "views/activity/esp-wait-words.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-send-orders.h"

#include <glib/gi18n.h>

#define WIDTH 560
#define HEIGHT 460

struct _EspFailureWindow
{
  AdwWindow parent_instance;

  EspStore *store; /* (owned) */
  gint64 send_id;
  EspStatus *status;
  GtkWidget *list;
  GtkWidget *retry;
  GtkWidget *skip;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (EspFailureWindow, esp_failure_window, ADW_TYPE_WINDOW)

typedef struct
{
  gint64 send_id;
  GPtrArray *failures; /* (owned) (nullable) */
} Load;

static void
load_free (gpointer data)
{
  g_clear_pointer (&((Load *) data)->failures, g_ptr_array_unref);
  g_free (data);
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Load *load = data;

  load->failures = esp_outbox_failures (tx, load->send_id, error);
  return load->failures != NULL;
}

static void reload (EspFailureWindow *self);

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
ordered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspFailureWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  if (esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  if (self->status == NULL)
    return;
  message = esp_store_message (error);
  gtk_label_set_label (self->problem, message);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
  reload (self);
}

static void
order (EspFailureWindow *self, gboolean tries_again)
{
  Order *data = g_new0 (Order, 1);

  *data = (Order){ self->send_id, tries_again };
  esp_store_write_async (self->store, NULL, write_order, data, g_free, ordered_cb,
                         g_object_ref (self));
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

  if (failure->code != NULL)
    /* Translators: the code with which a server refused, such as 552 5.2.2 */
    g_string_append_printf (text, _ ("Code %s"), failure->code);
  if (failure->reply != NULL && *failure->reply != '\0')
    g_string_append_printf (text, "%s“%s”", text->len > 0 ? " · " : "", failure->reply);
  if (!failure->may_try_again)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", _ ("not tried again"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
make_row (const EspOutboxFailure *failure)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *count = gtk_label_new (NULL);
  g_autofree char *n = esp_format_count (failure->n);
  g_autofree char *subtitle = describe (failure);
  g_autofree char *spoken =
    g_strdup_printf ("%s: %s, %s", esp_failure_words (failure->reason), n, subtitle);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), esp_failure_words (failure->reason));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_label_set_label (GTK_LABEL (count), n);
  gtk_widget_add_css_class (count, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return row;
}

static void
fill (EspFailureWindow *self, const GPtrArray *failures)
{
  GtkWidget *row;
  gint64 n_again = 0;
  g_autofree char *n = NULL;
  g_autofree char *label = NULL;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < failures->len; i++)
    {
      const EspOutboxFailure *failure = failures->pdata[i];

      gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (failure));
      n_again += failure->may_try_again ? failure->n : 0;
    }
  n = esp_format_count (n_again);
  label = g_strdup_printf (_ ("_Retry these %s"), n);
  esp_button_set_label (GTK_BUTTON (self->retry), label);
  gtk_widget_set_sensitive (self->retry, n_again > 0);
  gtk_widget_set_sensitive (self->skip, n_again > 0);
  if (failures->len > 0)
    esp_status_show_content (self->status);
  else
    esp_status_show_empty (self->status, "esp-activity-symbolic", _ ("Nothing failed"),
                           _ ("Nobody of this send was refused."));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspFailureWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  Load *load = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->status != NULL && load != NULL)
    fill (self, load->failures);
  else if (self->status != NULL)
    {
      g_autofree char *message = esp_store_message (error);

      esp_status_show_error (self->status, message, error->message);
    }
  g_clear_pointer (&load, load_free);
}

static void
reload (EspFailureWindow *self)
{
  Load *load = g_new0 (Load, 1);

  load->send_id = self->send_id;
  esp_store_read_async (self->store, ESP_READ_PAGE, load_cb, load, load_free, NULL, loaded_cb,
                        g_object_ref (self));
}

static void
esp_failure_window_dispose (GObject *object)
{
  EspFailureWindow *self = ESP_FAILURE_WINDOW (object);

  self->status = NULL;
  g_clear_object (&self->store);
  G_OBJECT_CLASS (esp_failure_window_parent_class)->dispose (object);
}

static void
esp_failure_window_class_init (EspFailureWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_failure_window_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static GtkWidget *
make_foot (EspFailureWindow *self)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->skip = esp_button_new (_ ("_Skip them"));
  self->retry = esp_button_new (_ ("_Retry these"));
  gtk_widget_add_css_class (self->retry, "suggested-action");
  gtk_widget_set_halign (foot, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (foot), self->skip);
  gtk_box_append (GTK_BOX (foot), self->retry);
  g_signal_connect_object (self->skip, "clicked", G_CALLBACK (skip_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->retry, "clicked", G_CALLBACK (retry_cb), self, G_CONNECT_SWAPPED);
  return foot;
}

static GtkLabel *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  return GTK_LABEL (label);
}

static void
esp_failure_window_init (EspFailureWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *inner = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = esp_form_list_new (_ ("Why it failed"));
  self->problem = make_label ("", "error");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  self->status = ESP_STATUS (esp_status_new (scroller));
  gtk_widget_set_vexpand (GTK_WIDGET (self->status), TRUE);
  gtk_widget_set_margin_top (inner, 6);
  gtk_widget_set_margin_bottom (inner, 18);
  gtk_widget_set_margin_start (inner, 18);
  gtk_widget_set_margin_end (inner, 18);
  gtk_box_append (GTK_BOX (inner),
                  GTK_WIDGET (make_label (_ ("These were refused. Those who got it are never tried "
                                             "again, nor are addresses that do not exist."),
                                          "body")));
  gtk_box_append (GTK_BOX (inner), GTK_WIDGET (self->problem));
  gtk_box_append (GTK_BOX (inner), GTK_WIDGET (self->status));
  gtk_box_append (GTK_BOX (inner), make_foot (self));
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), inner);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
  adw_window_set_content (ADW_WINDOW (self), box);
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
  EspFailureWindow *self = g_object_new (ESP_TYPE_FAILURE_WINDOW, NULL);
  /* Translators: the name of a campaign */
  g_autofree char *heading = g_strdup_printf (_ ("Failed: %s"), title);

  self->store = g_object_ref (store);
  self->send_id = send_id;
  gtk_window_set_title (GTK_WINDOW (self), heading);
  gtk_window_set_transient_for (GTK_WINDOW (self), parent);
  gtk_window_set_modal (GTK_WINDOW (self), parent != NULL);
  reload (self);
  gtk_window_present (GTK_WINDOW (self));
}
