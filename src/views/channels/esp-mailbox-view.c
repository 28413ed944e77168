/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the messages of the demo mailbox as their receivers would get them. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-mailbox-view.h"

#include "channels/email/esp-demo-mailbox.h"
#include "channels/email/esp-mail-reader.h"
#include "views/shell/esp-background.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-status.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define MAX_SHOWN 200
#define LIST_WIDTH 320
#define PREVIEW_LENGTH 90
#define RELOAD_MS 500

struct _EspMailboxView
{
  GtkWidget parent_instance;

  EspSession *session;   /* the window's; outlives the view */
  char *folder;          /* (owned) */
  GFileMonitor *monitor; /* (owned) (nullable) */
  guint reload_source;
  char *shown;         /* (owned) (nullable) name of the message on the right */
  EspMailParts *parts; /* (owned) (nullable) of it */
  char *source;        /* (owned) (nullable) of it */

  EspStatus *status;
  GtkWidget *list;
  GtkLabel *count;
  GtkLabel *head;
  GtkLabel *body;
  GtkWidget *open_html;
  GtkWidget *toggle;
  GtkWidget *page;
};

G_DEFINE_FINAL_TYPE (EspMailboxView, esp_mailbox_view, GTK_TYPE_WIDGET)

/* One message of the list with the beginning of its text. */
typedef struct
{
  EspDemoMail *mail; /* (owned) */
  char *preview;     /* (owned) */
} Entry;

typedef struct
{
  char *folder;       /* (owned) */
  GPtrArray *entries; /* (owned) (nullable) of Entry */
  guint n_all;
} Inbox;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  esp_demo_mail_free (entry->mail);
  g_free (entry->preview);
  g_free (entry);
}

static void
inbox_free (gpointer data)
{
  Inbox *inbox = data;

  g_free (inbox->folder);
  g_clear_pointer (&inbox->entries, g_ptr_array_unref);
  g_free (inbox);
}

static char *
make_preview (const char *folder, const char *name)
{
  g_autoptr (GBytes) bytes = esp_demo_mailbox_read (folder, name, NULL);
  g_autoptr (EspMailParts) parts = bytes != NULL ? esp_mail_parts_new (bytes) : NULL;
  g_autofree char *short_text = NULL;

  if (parts == NULL || parts->text == NULL || !g_utf8_validate (parts->text, -1, NULL))
    return g_strdup ("");
  short_text = g_utf8_strlen (parts->text, -1) > PREVIEW_LENGTH
                 ? g_utf8_substring (parts->text, 0, PREVIEW_LENGTH)
                 : g_strdup (parts->text);
  g_strdelimit (short_text, "\r\n\t", ' ');
  return g_strdup (g_strstrip (short_text));
}

static gboolean
list_mails (gpointer data, GCancellable *cancellable, GError **error)
{
  Inbox *inbox = data;
  g_autoptr (GPtrArray) mails =
    esp_demo_mailbox_list (inbox->folder, MAX_SHOWN, &inbox->n_all, error);

  if (mails == NULL)
    return FALSE;
  inbox->entries = g_ptr_array_new_with_free_func (entry_free);
  for (guint i = 0; i < mails->len; i++)
    {
      Entry *entry = g_new0 (Entry, 1);

      entry->mail = g_steal_pointer (&mails->pdata[i]);
      entry->preview = make_preview (inbox->folder, entry->mail->name);
      g_ptr_array_add (inbox->entries, entry);
    }
  return TRUE;
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_row (EspMailboxView *self, const Entry *entry)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *when =
    esp_format_date (entry->mail->time_us, esp_session_get_zone (self->session),
                     ESP_DATE_SHORT_TIME, esp_session_get_lang (self->session));
  g_autofree char *who = g_strdup_printf ("%s · %s", entry->mail->to, when);
  g_autofree char *spoken = g_strdup_printf ("%s, %s", entry->mail->subject, who);

  gtk_box_append (GTK_BOX (box), make_label (entry->mail->subject, "heading"));
  gtk_box_append (GTK_BOX (box), make_label (who, "caption"));
  gtk_box_append (GTK_BOX (box), make_label (entry->preview, "dim-label"));
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "esp-mail", g_strdup (entry->mail->name), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return row;
}

static void
fill (EspMailboxView *self, const Inbox *inbox)
{
  g_autofree char *n = esp_format_count (inbox->n_all);
  g_autofree char *text = g_strdup_printf (ngettext ("%s message", "%s messages", inbox->n_all), n);
  g_autofree char *shown = g_strdup (self->shown);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  gtk_label_set_label (self->count, text);
  for (guint i = 0; i < inbox->entries->len; i++)
    {
      const Entry *entry = inbox->entries->pdata[i];

      row = make_row (self, entry);
      gtk_list_box_append (GTK_LIST_BOX (self->list), row);
      if (shown == NULL ? i == 0 : g_str_equal (shown, entry->mail->name))
        gtk_list_box_select_row (GTK_LIST_BOX (self->list), GTK_LIST_BOX_ROW (row));
    }
  if (inbox->entries->len > 0)
    {
      esp_status_show_content (self->status);
      return;
    }
  esp_status_show_empty (self->status, "esp-email-symbolic", _ ("No messages yet"),
                         _ ("What is sent through the demo mailbox arrives here, and nowhere "
                            "else."));
  esp_status_set_buttons (self->status, NULL, NULL, NULL, NULL);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspMailboxView) self = user_data;
  g_autoptr (GError) error = NULL;
  Inbox *inbox = esp_background_run_finish (result, &error);

  if (self->status != NULL && inbox != NULL)
    fill (self, inbox);
  else if (self->status != NULL)
    esp_status_show_error (self->status, _ ("The demo mailbox cannot be read."), error->message);
  g_clear_pointer (&inbox, inbox_free);
}

/**
 * esp_mailbox_view_reload:
 *
 * Reads the mailbox again.
 */
void
esp_mailbox_view_reload (EspMailboxView *self)
{
  Inbox *inbox = g_new0 (Inbox, 1);

  inbox->folder = g_strdup (self->folder);
  esp_background_run_async (list_mails, inbox, inbox_free, NULL, listed_cb, g_object_ref (self));
}

static gboolean
reload_cb (gpointer user_data)
{
  EspMailboxView *self = user_data;

  self->reload_source = 0;
  esp_mailbox_view_reload (self);
  return G_SOURCE_REMOVE;
}

static void
arrived_cb (EspMailboxView *self)
{
  if (self->reload_source == 0)
    self->reload_source = g_timeout_add (RELOAD_MS, reload_cb, self);
}

static void
show_body (EspMailboxView *self)
{
  gboolean wants_source = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->toggle));
  const char *text = self->parts != NULL ? self->parts->text : NULL;

  if (wants_source || text == NULL)
    text = self->source;
  gtk_label_set_label (self->body, text != NULL ? text : "");
  if (wants_source)
    gtk_widget_add_css_class (GTK_WIDGET (self->body), "monospace");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->body), "monospace");
}

static void
selected_cb (EspMailboxView *self, GtkListBoxRow *row)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *head = NULL;
  const char *name;

  if (row == NULL)
    return;
  name = g_object_get_data (G_OBJECT (row), "esp-mail");
  bytes = esp_demo_mailbox_read (self->folder, name, NULL);
  if (bytes == NULL)
    return;
  g_free (self->shown);
  self->shown = g_strdup (name);
  g_clear_pointer (&self->parts, esp_mail_parts_free);
  g_free (self->source);
  self->source =
    g_utf8_make_valid (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  self->parts = esp_mail_parts_new (bytes);
  if (self->parts != NULL)
    /* Translators: headers of a message: subject, sender, receiver, date */
    head = g_strdup_printf (_ ("%s\nFrom: %s\nTo: %s\nDate: %s"),
                            self->parts->subject != NULL ? self->parts->subject : "",
                            self->parts->from != NULL ? self->parts->from : "",
                            self->parts->to != NULL ? self->parts->to : "",
                            self->parts->date != NULL ? self->parts->date : "");
  gtk_label_set_label (self->head, head != NULL ? head : "");
  gtk_widget_set_sensitive (self->open_html, self->parts != NULL && self->parts->html != NULL);
  gtk_widget_set_visible (self->page, TRUE);
  show_body (self);
}

/* One file of ours, written over each time, so that no copies of messages pile up. */
static void
open_html_cb (EspMailboxView *self)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "espalier", NULL);
  g_autofree char *path = g_build_filename (folder, "message.html", NULL);
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;

  if (self->parts == NULL || self->parts->html == NULL)
    return;
  (void) g_mkdir_with_parents (folder, 0700); /* the writing below tells when it failed */
  if (!g_file_set_contents_full (path, self->parts->html, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                 &error))
    {
      esp_session_toast (self->session, error->message);
      return;
    }
  uri = g_filename_to_uri (path, NULL, NULL);
  if (!g_app_info_launch_default_for_uri (uri, NULL, &error))
    esp_session_toast (self->session, _ ("No browser could be opened."));
}

static GtkWidget *
make_page (EspMailboxView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->head = GTK_LABEL (gtk_label_new (NULL));
  self->body = GTK_LABEL (gtk_label_new (NULL));
  self->open_html = esp_button_new (_ ("_Open HTML in browser"));
  self->toggle = gtk_toggle_button_new_with_mnemonic (_ ("_Source"));
  gtk_label_set_selectable (self->head, TRUE);
  gtk_label_set_selectable (self->body, TRUE);
  gtk_label_set_xalign (self->head, 0);
  gtk_label_set_xalign (self->body, 0);
  gtk_label_set_wrap (self->head, TRUE);
  gtk_label_set_wrap (self->body, TRUE);
  gtk_label_set_wrap_mode (self->body, PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_valign (GTK_WIDGET (self->body), GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (buttons), self->open_html);
  gtk_box_append (GTK_BOX (buttons), self->toggle);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->head));
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->body));
  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_widget_set_hexpand (scroller, TRUE);
  g_signal_connect_object (self->open_html, "clicked", G_CALLBACK (open_html_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->toggle, "toggled", G_CALLBACK (show_body), self,
                           G_CONNECT_SWAPPED);
  self->page = box;
  return scroller;
}

static GtkWidget *
make_list (EspMailboxView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->count = GTK_LABEL (make_label (NULL, "dim-label"));
  gtk_widget_set_margin_start (GTK_WIDGET (self->count), 12);
  gtk_widget_set_margin_top (GTK_WIDGET (self->count), 6);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->count), 6);
  self->list = gtk_list_box_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Messages of the demo mailbox"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_set_size_request (box, LIST_WIDTH, -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->count));
  gtk_box_append (GTK_BOX (box), scroller);
  g_signal_connect_object (self->list, "row-selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  return box;
}

static void
esp_mailbox_view_dispose (GObject *object)
{
  EspMailboxView *self = ESP_MAILBOX_VIEW (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_object (&self->monitor);
  if (self->status != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->status));
  self->status = NULL;
  G_OBJECT_CLASS (esp_mailbox_view_parent_class)->dispose (object);
}

static void
esp_mailbox_view_finalize (GObject *object)
{
  EspMailboxView *self = ESP_MAILBOX_VIEW (object);

  g_free (self->folder);
  g_free (self->shown);
  g_free (self->source);
  esp_mail_parts_free (self->parts);
  G_OBJECT_CLASS (esp_mailbox_view_parent_class)->finalize (object);
}

static void
esp_mailbox_view_class_init (EspMailboxViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_mailbox_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_mailbox_view_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
esp_mailbox_view_init (EspMailboxView *self)
{
  GtkWidget *paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);

  gtk_paned_set_start_child (GTK_PANED (paned), make_list (self));
  gtk_paned_set_end_child (GTK_PANED (paned), make_page (self));
  gtk_paned_set_resize_start_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_shrink_start_child (GTK_PANED (paned), FALSE);
  gtk_widget_set_visible (self->page, FALSE);
  self->status = ESP_STATUS (esp_status_new (paned));
  gtk_widget_set_parent (GTK_WIDGET (self->status), GTK_WIDGET (self));
}

/**
 * esp_mailbox_view_new:
 *
 * Returns: (transfer floating): the inbox of the session's workspace; follows what arrives
 */
GtkWidget *
esp_mailbox_view_new (EspSession *session)
{
  EspMailboxView *self = g_object_new (ESP_TYPE_MAILBOX_VIEW, NULL);
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;

  self->session = session;
  self->folder =
    esp_demo_mailbox_folder_of_workspace (esp_store_get_path (esp_session_get_store (session)));
  path = g_build_filename (self->folder, "new", NULL);
  file = g_file_new_for_path (path);
  self->monitor = g_file_monitor_directory (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (arrived_cb), self,
                             G_CONNECT_SWAPPED);
  esp_mailbox_view_reload (self);
  return GTK_WIDGET (self);
}
