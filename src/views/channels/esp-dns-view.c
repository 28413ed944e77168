/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what the names of a channel's sender publish, with the records to copy, and looks again. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-dns-view.h"

#include "views/messages/esp-check-words.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-icon.h"
#include "views/shell/esp-row-lines.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-channel-dns.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define VALUE_KEY "esp-value"

struct _EspDnsView
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the view */
  gint64 channel_id;
  GtkWidget *box;
  GtkWidget *list;
  GtkWidget *note;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (EspDnsView, esp_dns_view, GTK_TYPE_WIDGET)

typedef struct
{
  gint64 channel_id;
  EspDnsReport *report; /* (nullable) */
  EspChannelDns *dns;   /* (nullable) */
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_clear_pointer (&load->report, esp_dns_report_free);
  g_clear_pointer (&load->dns, esp_channel_dns_free);
  g_free (load);
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Load *load = data;
  g_autoptr (GError) problem = NULL;

  load->report = esp_channel_dns_load (tx, load->channel_id, &problem);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
prepare_cb (EspTx *tx, gpointer data, GError **error)
{
  Load *load = data;

  load->dns = esp_channel_dns_new (tx, load->channel_id, NULL, NULL, error);
  return load->dns != NULL;
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_channel_dns_save (tx, ((Load *) data)->dns, error);
}

static void
copy_cb (GtkWidget *button, EspDnsView *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (button),
                          g_object_get_data (G_OBJECT (button), VALUE_KEY));
  esp_session_announce (self->session, _ ("Copied"), FALSE);
}

static GtkWidget *
copy_button_new (EspDnsView *self, const char *value)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Copy"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), VALUE_KEY, g_strdup (value), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (copy_cb), self, 0);
  return button;
}

static void
add_detail (GtkWidget *row, const char *title, const char *text, GtkWidget *button)
{
  GtkWidget *detail = adw_action_row_new ();
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (detail), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (detail), escaped);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (detail), ESP_ROW_ALL_LINES);
  if (button != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (detail), button);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), detail);
}

static GtkWidget *
row_new (EspDnsView *self, const EspDnsRow *row)
{
  static const char *const icons[] = { "esp-success-symbolic", "esp-warning-symbolic",
                                       "esp-error-symbolic", "esp-warning-symbolic" };
  static const char *const styles[] = { "success", "warning", "error", "dim-label" };
  static const char *const titles[][2] = {
    { "spf", "SPF" },
    { "dkim", "DKIM" },
    { "dmarc", "DMARC" },
    { "align", N_ ("Agreement of the domains") },
    { "mx", N_ ("Answers") },
    { "return", N_ ("Bounces") },
    { "tracking", N_ ("Links") },
  };
  GtkWidget *widget = adw_expander_row_new ();
  GtkWidget *icon = esp_icon_new (icons[row->state]);
  g_autofree char *sentence = esp_dns_row_dup_sentence (row, esp_check_translate (row->sentence));
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);
  g_autofree char *spoken = NULL;
  const char *title = row->id;

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i][0], row->id))
      title = _ (titles[i][1]);
  spoken = g_strdup_printf ("%s: %s", title, sentence);
  gtk_widget_add_css_class (icon, styles[row->state]);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (widget), icon);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (widget), escaped);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  add_detail (widget, _ ("Name"), row->name, NULL);
  if (row->found != NULL)
    add_detail (widget, _ ("Found"), row->found, NULL);
  if (row->record_value != NULL)
    {
      g_autofree char *record =
        g_strdup_printf ("%s  %s  %s", row->record_name, row->record_type, row->record_value);

      add_detail (widget, _ ("To publish"), record, copy_button_new (self, row->record_value));
    }
  return widget;
}

static void
show (EspDnsView *self, const EspDnsReport *report)
{
  GtkWidget *child;
  g_autoptr (GDateTime) at = NULL;
  g_autofree char *time = NULL;
  g_autofree char *text = NULL;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  gtk_widget_set_visible (self->list, report != NULL);
  gtk_button_set_label (GTK_BUTTON (self->button),
                        report != NULL ? _ ("Check again") : _ ("Check now"));
  if (report == NULL)
    {
      gtk_label_set_text (GTK_LABEL (self->note), _ ("The names were never looked at."));
      return;
    }
  for (guint i = 0; i < report->rows->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), row_new (self, report->rows->pdata[i]));
  at = g_date_time_new_from_unix_local (report->at_us / G_USEC_PER_SEC);
  time = at != NULL ? g_date_time_format (at, "%x %H:%M") : g_strdup ("");
  /* Translators: a domain, and when it was looked at */
  text = g_strdup_printf (_ ("%s, looked at on %s"), report->domain, time);
  gtk_label_set_text (GTK_LABEL (self->note), text);
}

static void
show_error (EspDnsView *self, const GError *error)
{
  gtk_widget_set_sensitive (self->button, TRUE);
  if (g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID))
    gtk_label_set_text (GTK_LABEL (self->note),
                        _ ("There is no sender address yet: its domain is what is looked at. Set "
                           "it in the preferences, under “Sender”."));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *message = esp_store_message (error);

      gtk_label_set_text (GTK_LABEL (self->note), message);
    }
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspDnsView) self = user_data;
  g_autoptr (GError) error = NULL;
  Load *load = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (load != NULL && self->box != NULL)
    show (self, load->report);
  else if (error != NULL && self->box != NULL)
    show_error (self, error);
  if (load != NULL)
    load_free (load);
}

static void
reload (EspDnsView *self)
{
  Load *load = g_new0 (Load, 1);

  load->channel_id = self->channel_id;
  gtk_widget_set_sensitive (self->button, TRUE);
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, load_cb, load,
                        load_free, esp_session_get_cancellable (self->session), loaded_cb,
                        g_object_ref (self));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspDnsView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error) && self->box != NULL)
    show_error (self, error);
  else if (self->box != NULL)
    reload (self);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspDnsView) self = user_data;
  g_autoptr (GError) error = NULL;
  EspChannelDns *dns = esp_channel_dns_run_finish (result, &error);
  const EspOperation operation = { .kind = "channel",
                                   .summary = _ ("DNS check"),
                                   .actor = "person" };
  Load *load;

  if (dns == NULL)
    {
      if (self->box != NULL)
        show_error (self, error);
      return;
    }
  load = g_new0 (Load, 1);
  load->dns = dns;
  esp_store_write_async (esp_session_get_store (self->session), &operation, save_cb, load,
                         load_free, saved_cb, g_object_ref (self));
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspDnsView) self = user_data;
  g_autoptr (GError) error = NULL;
  Load *load = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (load == NULL)
    {
      if (self->box != NULL)
        show_error (self, error);
      return;
    }
  esp_channel_dns_run_async (g_steal_pointer (&load->dns), g_get_real_time (),
                             esp_session_get_cancellable (self->session), looked_cb,
                             g_object_ref (self));
  load_free (load);
}

static void
check_cb (EspDnsView *self)
{
  Load *load = g_new0 (Load, 1);

  load->channel_id = self->channel_id;
  gtk_widget_set_sensitive (self->button, FALSE);
  gtk_label_set_text (GTK_LABEL (self->note), _ ("Looking at the names…"));
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, prepare_cb, load,
                        load_free, esp_session_get_cancellable (self->session), prepared_cb,
                        g_object_ref (self));
}

static void
esp_dns_view_dispose (GObject *object)
{
  EspDnsView *self = ESP_DNS_VIEW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_dns_view_parent_class)->dispose (object);
}

static void
esp_dns_view_class_init (EspDnsViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_dns_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_dns_view_init (EspDnsView *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->note = gtk_label_new (NULL);
  self->button = gtk_button_new_with_label (_ ("Check again"));
  self->list = esp_form_list_new (_ ("DNS"));
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->note), 0);
  gtk_widget_add_css_class (self->note, "dim-label");
  gtk_widget_set_hexpand (self->note, TRUE);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (check_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (head), self->note);
  gtk_box_append (GTK_BOX (head), self->button);
  gtk_box_append (GTK_BOX (self->box), head);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_dns_view_new:
 *
 * Returns: (transfer floating): what was found last about a channel, with “Check again”
 */
GtkWidget *
esp_dns_view_new (EspSession *session, gint64 channel_id)
{
  EspDnsView *self = g_object_new (ESP_TYPE_DNS_VIEW, NULL);

  self->session = session;
  self->channel_id = channel_id;
  reload (self);
  return GTK_WIDGET (self);
}
