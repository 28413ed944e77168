/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists by name those of whom nobody knows whether they got a message, and lets a person decide. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-doubt-window.h"

#include "base/esp-format.h"
#include "store/esp-ledger.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-send-orders.h"

#include <glib/gi18n.h>

#define MAX_SHOWN 500
#define WIDTH 560
#define HEIGHT 520

struct _EspDoubtWindow
{
  AdwWindow parent_instance;

  EspStore *store; /* (owned) */
  gint64 send_id;
  EspStatus *status;
  GtkWidget *list;
  GtkWidget *all_sent;
  GtkWidget *all_again;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (EspDoubtWindow, esp_doubt_window, ADW_TYPE_WINDOW)

typedef struct
{
  gint64 send_id;
  GPtrArray *rows; /* (owned) (nullable) of EspLedgerRow */
} Load;

static void
load_free (gpointer data)
{
  g_clear_pointer (&((Load *) data)->rows, g_ptr_array_unref);
  g_free (data);
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Load *load = data;

  load->rows = esp_ledger_list (tx, load->send_id, "unknown", 0, MAX_SHOWN, error);
  return load->rows != NULL;
}

static void reload (EspDoubtWindow *self);

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
decided_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspDoubtWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_done = esp_store_write_finish (ESP_STORE (source), result, NULL, &error);
  g_autofree char *message = is_done ? NULL : esp_store_message (error);

  if (self->status == NULL)
    return;
  gtk_label_set_label (self->problem, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), message != NULL);
  reload (self);
}

static void
decide (EspDoubtWindow *self, gint64 lead_id, gboolean again)
{
  Decision *decision = g_new0 (Decision, 1);

  *decision = (Decision){ self->send_id, lead_id, again };
  esp_store_write_async (self->store, NULL, write_decision, decision, g_free, decided_cb,
                         g_object_ref (self));
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
make_row (EspDoubtWindow *self, const EspLedgerRow *row)
{
  GtkWidget *widget = adw_action_row_new ();
  const char *name = row->name != NULL ? row->name : row->email;
  g_autofree char *subtitle = row->name != NULL && row->email != NULL
                                ? g_strdup_printf ("%s · %s", row->email, get_why (row))
                                : g_strdup (get_why (row));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget),
                                 name != NULL ? name : _ ("A lead that was erased"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (widget), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget),
                             make_button (self, _ ("Got it"), G_CALLBACK (sent_cb), row));
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget),
                             make_button (self, _ ("Send again"), G_CALLBACK (again_cb), row));
  return widget;
}

static void
fill (EspDoubtWindow *self, const GPtrArray *rows)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < rows->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (self, rows->pdata[i]));
  gtk_widget_set_sensitive (self->all_sent, rows->len > 0);
  gtk_widget_set_sensitive (self->all_again, rows->len > 0);
  if (rows->len > 0)
    esp_status_show_content (self->status);
  else
    esp_status_show_empty (self->status, "esp-activity-symbolic", _ ("Nobody is in doubt"),
                           _ ("Everything is decided."));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspDoubtWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  Load *load = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->status != NULL && load != NULL)
    fill (self, load->rows);
  else if (self->status != NULL)
    {
      g_autofree char *message = esp_store_message (error);

      esp_status_show_error (self->status, message, error->message);
    }
  g_clear_pointer (&load, load_free);
}

static void
reload (EspDoubtWindow *self)
{
  Load *load = g_new0 (Load, 1);

  load->send_id = self->send_id;
  esp_store_read_async (self->store, ESP_READ_PAGE, load_cb, load, load_free, NULL, loaded_cb,
                        g_object_ref (self));
}

static void
esp_doubt_window_dispose (GObject *object)
{
  EspDoubtWindow *self = ESP_DOUBT_WINDOW (object);

  self->status = NULL;
  g_clear_object (&self->store);
  G_OBJECT_CLASS (esp_doubt_window_parent_class)->dispose (object);
}

static void
esp_doubt_window_class_init (EspDoubtWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_doubt_window_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static GtkWidget *
make_foot (EspDoubtWindow *self)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->all_sent = make_button (self, _ ("_All got it"), G_CALLBACK (sent_cb), NULL);
  self->all_again = make_button (self, _ ("_Send to all again"), G_CALLBACK (again_cb), NULL);
  gtk_widget_set_halign (foot, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (foot), self->all_again);
  gtk_box_append (GTK_BOX (foot), self->all_sent);
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
esp_doubt_window_init (EspDoubtWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *inner = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = esp_form_list_new (_ ("In doubt"));
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
                  GTK_WIDGET (make_label (_ ("These were handed over, but no answer was seen. "
                                             "Nobody gets it twice unasked: you decide."),
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
 * esp_doubt_window_present:
 * @parent: (nullable)
 * @title: of the send
 *
 * Shows those in doubt of a send.
 */
void
esp_doubt_window_present (GtkWindow *parent, EspStore *store, gint64 send_id, const char *title)
{
  EspDoubtWindow *self = g_object_new (ESP_TYPE_DOUBT_WINDOW, NULL);
  /* Translators: the name of a campaign */
  g_autofree char *heading = g_strdup_printf (_ ("In doubt: %s"), title);

  self->store = g_object_ref (store);
  self->send_id = send_id;
  gtk_window_set_title (GTK_WINDOW (self), heading);
  gtk_window_set_transient_for (GTK_WINDOW (self), parent);
  gtk_window_set_modal (GTK_WINDOW (self), parent != NULL);
  reload (self);
  gtk_window_present (GTK_WINDOW (self));
}
