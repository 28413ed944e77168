/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what one lead would get, made by the same function as the real send. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-message-preview.h"

#include "engine/content/esp-message-sample.h"
#include "views/messages/esp-render-call.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "views/shell/esp-switcher.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MARGIN 12
#define RENDER_DELAY_MS 300

struct _EspMessagePreview
{
  GtkWidget parent_instance;

  EspMessageDesk *desk; /* (owned) */
  EspStatus *status;
  GtkDropDown *who;
  GtkEditable *lead;
  GtkLabel *inbox_sender;
  GtkLabel *inbox_subject;
  GtkLabel *inbox_preheader;
  GtkTextBuffer *text;
  GtkTextBuffer *html;
  EspRenderCall *call; /* (owned) (nullable) what is shown */
  guint source;
  guint serial;
};

G_DEFINE_FINAL_TYPE (EspMessagePreview, esp_message_preview, GTK_TYPE_WIDGET)

static const char *const sample_ids[] = { "usual", "empty",         "longest",
                                          "emoji", "right-to-left", "markup" };

typedef struct
{
  EspMessagePreview *preview; /* (owned) */
  guint serial;
} Render;

static void
show_result (EspMessagePreview *self)
{
  const EspRenderCall *call = self->call;
  const EspMessageDoc *doc = call->doc;
  const char *sender = *doc->sender_name != '\0' ? doc->sender_name : doc->sender_address;

  if (call->missing != NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("This person would be left out: “%s” is missing, "
                                                  "and the message asks for it."),
                                               call->missing);

      esp_status_show_empty (self->status, "esp-info-symbolic", _ ("Not sent to this person"),
                             text);
      return;
    }
  gtk_label_set_text (self->inbox_sender, *sender != '\0' ? sender : _ ("No sender yet"));
  gtk_label_set_text (self->inbox_subject,
                      *call->subject != '\0' ? call->subject : _ ("No subject"));
  gtk_label_set_text (self->inbox_preheader, call->preheader);
  gtk_text_buffer_set_text (self->text, call->text, -1);
  gtk_text_buffer_set_text (self->html, call->html, -1);
  esp_status_show_content (self->status);
}

static void
rendered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Render *render = user_data;
  g_autoptr (EspMessagePreview) self = render->preview;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspRenderCall) call = esp_store_read_finish (ESP_STORE (source), result, &error);
  gboolean is_newest = render->serial == self->serial;

  g_free (render);
  if (self->desk == NULL || !is_newest || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  esp_status_set_loading (self->status, FALSE, NULL);
  g_clear_pointer (&self->call, esp_render_call_free);
  if (call == NULL)
    {
      g_autofree char *sentence =
        g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND)
          ? g_strdup (_ ("No lead has this address. Write the whole address, or leave it empty."))
          : g_strdup (_ ("The message cannot be made. Look at the tags in double braces."));

      esp_status_show_error (self->status, sentence, error->message);
      return;
    }
  self->call = g_steal_pointer (&call);
  show_result (self);
}

static gboolean
run_cb (gpointer user_data)
{
  EspMessagePreview *self = user_data;
  EspSession *session = esp_message_desk_get_session (self->desk);
  const char *document = esp_message_draft_get_document (esp_message_desk_get_draft (self->desk));
  const char *lead = gtk_editable_get_text (self->lead);
  EspRenderCall *call;
  Render *render;

  self->source = 0;
  if (document == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return G_SOURCE_REMOVE;
  call = esp_render_call_new (document);
  if (*lead != '\0')
    call->lead = g_strdup (lead);
  else
    call->sample = g_strdup (
      sample_ids[MIN (gtk_drop_down_get_selected (self->who), G_N_ELEMENTS (sample_ids) - 1)]);
  render = g_new0 (Render, 1);
  render->preview = g_object_ref (self);
  render->serial = ++self->serial;
  esp_status_set_loading (self->status, TRUE, NULL);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, esp_render_call_run, call,
                        (GDestroyNotify) esp_render_call_free,
                        esp_session_get_cancellable (session), rendered_cb, render);
  return G_SOURCE_REMOVE;
}

static void
schedule (EspMessagePreview *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  self->source = g_timeout_add (RENDER_DELAY_MS, run_cb, self);
}

static void
who_cb (EspMessagePreview *self)
{
  gtk_editable_set_text (self->lead, "");
  schedule (self);
}

/* A file of our own in the user's cache, so that the browser can read it after we forgot it. */
static void
browser_cb (EspMessagePreview *self)
{
  EspSession *session = esp_message_desk_get_session (self->desk);
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "espalier", NULL);
  g_autofree char *path = g_build_filename (folder, "preview.html", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;

  if (self->call == NULL || self->call->html == NULL)
    return;
  (void) g_mkdir_with_parents (folder, 0700); /* writing the file says what is wrong */
  if (!g_file_set_contents_full (path, self->call->html, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                 &error))
    {
      esp_session_toast (session, error->message);
      return;
    }
  uri = g_filename_to_uri (path, NULL, NULL);
  gtk_show_uri (esp_session_get_window (session), uri, GDK_CURRENT_TIME);
}

static GtkWidget *
make_source_page (GtkTextBuffer **out_buffer, const char *label)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  *out_buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  g_object_set (view, "left-margin", MARGIN, "right-margin", MARGIN, "top-margin", MARGIN,
                "bottom-margin", MARGIN, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static GtkLabel *
add_inbox_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static GtkWidget *
make_content (EspMessagePreview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *inbox = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *switcher = esp_switcher_new (GTK_STACK (stack), _ ("Form of the preview"));
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *browser = gtk_button_new_with_label (_ ("Open in browser"));

  gtk_widget_add_css_class (inbox, "card");
  gtk_widget_add_css_class (inbox, "esp-inbox-row");
  self->inbox_sender = add_inbox_label (inbox, "caption");
  self->inbox_subject = add_inbox_label (inbox, "heading");
  self->inbox_preheader = add_inbox_label (inbox, "dim-label");
  gtk_stack_add_titled (GTK_STACK (stack), make_source_page (&self->text, _ ("Plain text")), "text",
                        _ ("Plain text"));
  gtk_stack_add_titled (GTK_STACK (stack), make_source_page (&self->html, _ ("HTML source")),
                        "html", _ ("HTML source"));
  g_signal_connect_object (browser, "clicked", G_CALLBACK (browser_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), switcher);
  gtk_widget_set_hexpand (browser, TRUE);
  gtk_widget_set_halign (browser, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (row), browser);
  gtk_box_append (GTK_BOX (box), inbox);
  gtk_box_append (GTK_BOX (box), row);
  gtk_box_append (GTK_BOX (box), stack);
  return box;
}

static GtkWidget *
make_who_row (EspMessagePreview *self)
{
  const char *const samples[] = { _ ("A usual lead"),
                                  _ ("Nothing is known but the address"),
                                  _ ("The longest values"),
                                  _ ("Emoji"),
                                  _ ("Right to left"),
                                  _ ("Signs that must be escaped"),
                                  NULL };
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *who = gtk_drop_down_new_from_strings (samples);
  GtkWidget *lead = gtk_entry_new ();

  self->who = GTK_DROP_DOWN (who);
  self->lead = GTK_EDITABLE (lead);
  gtk_accessible_update_property (GTK_ACCESSIBLE (who), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Preview as"), -1);
  gtk_entry_set_placeholder_text (GTK_ENTRY (lead), _ ("or the address of a lead"));
  gtk_widget_set_hexpand (lead, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (lead), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Preview as the lead with this address"), -1);
  gtk_box_append (GTK_BOX (row), gtk_label_new (_ ("Preview as")));
  gtk_box_append (GTK_BOX (row), who);
  gtk_box_append (GTK_BOX (row), lead);
  return row;
}

static void
esp_message_preview_dispose (GObject *object)
{
  EspMessagePreview *self = ESP_MESSAGE_PREVIEW (object);
  GtkWidget *child;

  g_clear_handle_id (&self->source, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->call, esp_render_call_free);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (esp_message_preview_parent_class)->dispose (object);
}

static void
esp_message_preview_class_init (EspMessagePreviewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_message_preview_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_message_preview_init (EspMessagePreview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  g_object_set (box, "margin-top", MARGIN, "margin-bottom", MARGIN, "margin-start", MARGIN,
                "margin-end", MARGIN, NULL);
  gtk_box_append (GTK_BOX (box), make_who_row (self));
  self->status = ESP_STATUS (esp_status_new (make_content (self)));
  gtk_widget_set_vexpand (GTK_WIDGET (self->status), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->status));
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

/**
 * esp_message_preview_new:
 *
 * Returns: (transfer floating): the preview; it renders while it is seen
 */
GtkWidget *
esp_message_preview_new (EspMessageDesk *desk)
{
  EspMessagePreview *self = g_object_new (ESP_TYPE_MESSAGE_PREVIEW, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "changed", G_CALLBACK (schedule), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (schedule), NULL);
  g_signal_connect_object (self->who, "notify::selected", G_CALLBACK (who_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lead, "activate", G_CALLBACK (schedule), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
