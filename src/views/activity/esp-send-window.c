/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window that lists what became of some of a send, and writes what a person decides about it. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-send-window.h"

#include "views/shell/esp-form.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

#define WIDTH 560
#define HEIGHT 500
#define MARGIN 18

typedef struct
{
  EspStore *store; /* (owned) */
  gint64 send_id;
  EspStatus *status; /* (nullable) once it is closed */
  GtkWidget *list;
  GtkLabel *words;
  GtkLabel *problem;
  GtkWidget *foot;
} EspSendWindowPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (EspSendWindow, esp_send_window, ADW_TYPE_WINDOW)

static EspSendWindowPrivate *
get (EspSendWindow *self)
{
  return esp_send_window_get_instance_private (self);
}

typedef struct
{
  EspSendWindowClass *klass;
  gint64 send_id;
  GPtrArray *items; /* (owned) (nullable) */
} Load;

static void
load_free (gpointer data)
{
  g_clear_pointer (&((Load *) data)->items, g_ptr_array_unref);
  g_free (data);
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Load *load = data;

  load->items = load->klass->load (tx, load->send_id, error);
  return load->items != NULL;
}

/* The rows come after the window: who uses the keys begins with the first, not behind the buttons. */
static void
focus_list (EspSendWindow *self)
{
  EspSendWindowPrivate *priv = get (self);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *row = gtk_widget_get_first_child (priv->list);

  if (row != NULL && (focus == NULL || !gtk_widget_is_ancestor (focus, priv->foot)))
    gtk_widget_grab_focus (row);
}

static void
fill (EspSendWindow *self, const GPtrArray *items)
{
  EspSendWindowPrivate *priv = get (self);
  EspSendWindowClass *klass = ESP_SEND_WINDOW_GET_CLASS (self);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (priv->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (priv->list), row);
  for (guint i = 0; i < items->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (priv->list), klass->make_row (self, items->pdata[i]));
  klass->filled (self, items);
  if (items->len > 0)
    {
      esp_status_show_content (priv->status);
      focus_list (self);
    }
  else
    esp_status_show_empty (priv->status, "esp-activity-symbolic", _ (klass->empty_title),
                           _ (klass->empty_text));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSendWindow) self = user_data;
  EspSendWindowPrivate *priv = get (self);
  g_autoptr (GError) error = NULL;
  Load *load = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (priv->status != NULL && load != NULL)
    fill (self, load->items);
  else if (priv->status != NULL)
    {
      g_autofree char *message = esp_store_message (error);

      esp_status_show_error (priv->status, message, error->message);
    }
  g_clear_pointer (&load, load_free);
}

static void
reload (EspSendWindow *self)
{
  EspSendWindowPrivate *priv = get (self);
  Load *load = g_new0 (Load, 1);

  load->klass = ESP_SEND_WINDOW_GET_CLASS (self);
  load->send_id = priv->send_id;
  esp_store_read_async (priv->store, ESP_READ_PAGE, load_cb, load, load_free, NULL, loaded_cb,
                        g_object_ref (self));
}

/* An order on its way to the writer's thread. */
typedef struct
{
  EspSendWindow *window; /* (owned) */
  gboolean closes;
} Order;

static void
ordered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Order *order = user_data;
  g_autoptr (EspSendWindow) self = order->window;
  EspSendWindowPrivate *priv = get (self);
  g_autoptr (GError) error = NULL;
  gboolean is_done = esp_store_write_finish (ESP_STORE (source), result, NULL, &error);
  g_autofree char *message = is_done ? NULL : esp_store_message (error);

  if (priv->status == NULL)
    return;
  if (is_done && order->closes)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  gtk_label_set_label (priv->problem, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (priv->problem), message != NULL);
  reload (self);
}

/**
 * esp_send_window_order:
 * @data: (transfer full): freed with g_free()
 * @closes: whether the window has done its work then
 *
 * Writes what a person decided, and shows what is left.
 */
void
esp_send_window_order (EspSendWindow *self, EspStoreFunc func, gpointer data, gboolean closes)
{
  Order *order = g_new0 (Order, 1);

  order->window = g_object_ref (self);
  order->closes = closes;
  esp_store_write_async (get (self)->store, NULL, func, data, g_free, ordered_cb, order);
}

static void
esp_send_window_dispose (GObject *object)
{
  EspSendWindowPrivate *priv = get (ESP_SEND_WINDOW (object));

  priv->status = NULL;
  g_clear_object (&priv->store);
  G_OBJECT_CLASS (esp_send_window_parent_class)->dispose (object);
}

static void
esp_send_window_class_init (EspSendWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_send_window_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static GtkLabel *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  return GTK_LABEL (label);
}

static void
esp_send_window_init (EspSendWindow *self)
{
  EspSendWindowPrivate *priv = get (self);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *inner = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  priv->list = esp_form_list_new ("");
  priv->words = make_label ("body");
  priv->problem = make_label ("error");
  priv->foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_set_visible (GTK_WIDGET (priv->problem), FALSE);
  gtk_widget_set_valign (priv->list, GTK_ALIGN_START);
  gtk_widget_set_halign (priv->foot, GTK_ALIGN_END);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), priv->list);
  priv->status = ESP_STATUS (esp_status_new (scroller));
  gtk_widget_set_vexpand (GTK_WIDGET (priv->status), TRUE);
  gtk_widget_set_margin_top (inner, 6);
  gtk_widget_set_margin_bottom (inner, MARGIN);
  gtk_widget_set_margin_start (inner, MARGIN);
  gtk_widget_set_margin_end (inner, MARGIN);
  gtk_box_append (GTK_BOX (inner), GTK_WIDGET (priv->words));
  gtk_box_append (GTK_BOX (inner), GTK_WIDGET (priv->problem));
  gtk_box_append (GTK_BOX (inner), GTK_WIDGET (priv->status));
  gtk_box_append (GTK_BOX (inner), priv->foot);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), inner);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
  adw_window_set_content (ADW_WINDOW (self), box);
}

/**
 * esp_send_window_set_up:
 * @heading: of the window
 * @what: the rows together, for those who cannot see them
 */
void
esp_send_window_set_up (EspSendWindow *self,
                        EspStore *store,
                        gint64 send_id,
                        const char *heading,
                        const char *what)
{
  EspSendWindowPrivate *priv = get (self);

  priv->store = g_object_ref (store);
  priv->send_id = send_id;
  gtk_window_set_title (GTK_WINDOW (self), heading);
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->list), GTK_ACCESSIBLE_PROPERTY_LABEL, what,
                                  -1);
}

/**
 * esp_send_window_set_words:
 *
 * What stands above the list.
 */
void
esp_send_window_set_words (EspSendWindow *self, const char *words)
{
  gtk_label_set_label (get (self)->words, words);
}

/**
 * esp_send_window_add_action:
 *
 * Puts a button at the end of the foot.
 */
void
esp_send_window_add_action (EspSendWindow *self, GtkWidget *button)
{
  gtk_box_append (GTK_BOX (get (self)->foot), button);
}

/**
 * esp_send_window_get_send:
 *
 * Returns: the send that it is about
 */
gint64
esp_send_window_get_send (EspSendWindow *self)
{
  return get (self)->send_id;
}

/**
 * esp_send_window_present:
 * @parent: (nullable)
 *
 * Loads and shows.
 */
void
esp_send_window_present (EspSendWindow *self, GtkWindow *parent)
{
  gtk_window_set_transient_for (GTK_WINDOW (self), parent);
  gtk_window_set_modal (GTK_WINDOW (self), parent != NULL);
  reload (self);
  gtk_window_present (GTK_WINDOW (self));
}
