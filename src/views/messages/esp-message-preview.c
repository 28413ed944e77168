/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what one lead would get, made by the same function as the real send. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-message-preview.h"

#include "engine/content/esp-dark-look.h"
#include "views/messages/esp-message-sheet.h"
#include "views/messages/esp-page-view.h"
#include "views/messages/esp-preview-as.h"
#include "views/messages/esp-preview-conditions.h"
#include "views/messages/esp-preview-inbox.h"
#include "views/messages/esp-preview-note.h"
#include "views/messages/esp-render-call.h"
#include "views/messages/esp-template-words.h"
#include "views/messages/esp-test-mail-button.h"
#include "views/shell/esp-choice.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "views/shell/esp-wrap-box.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MARGIN 12
#define RENDER_DELAY_MS 300
/* The reading pane of a desktop: the 600 px of the message, and room that says that this is no telephone. */
#define DESKTOP_PAGE 680

struct _EspMessagePreview
{
  GtkWidget parent_instance;

  EspMessageDesk *desk; /* (owned) */
  EspStatus *status;
  EspPreviewAs *who;
  EspPreviewConditions *conditions;
  EspMessageSheet *sheet;
  GtkStack *looks;
  EspPreviewInbox *inbox;
  EspPageView *page;
  GtkToggleButton *exact; /* as a browser draws it */
  GtkDropDown *light;     /* EspDarkLook */
  GtkLabel *note;         /* what is to be said about the look */
  GtkTextBuffer *text;
  GtkTextBuffer *html;
  EspRenderCall *call; /* (owned) (nullable) what is shown */
  gboolean is_layout;  /* the layout is shown, not words or source */
  gboolean is_narrow;
  guint source;
  guint serial;
};

G_DEFINE_FINAL_TYPE (EspMessagePreview, esp_message_preview, GTK_TYPE_WIDGET)

typedef struct
{
  EspMessagePreview *preview; /* (owned) */
  guint serial;
} Render;

static void
show_note (EspMessagePreview *self, const char *text, gboolean is_weak)
{
  gtk_label_set_text (self->note, text);
  gtk_widget_set_visible (GTK_WIDGET (self->note), *text != '\0');
  if (is_weak)
    gtk_widget_add_css_class (GTK_WIDGET (self->note), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->note), "warning");
}

/* What a browser cannot know, how programs turn colours round, stays an approximation on our own paper. */
static gboolean
wants_page (EspMessagePreview *self)
{
  EspDarkLook look = (EspDarkLook) gtk_drop_down_get_selected (self->light);

  return gtk_toggle_button_get_active (self->exact) &&
         (look == ESP_DARK_LOOK_LIGHT || look == ESP_DARK_LOOK_OWN);
}

static void
show_sheet (EspMessagePreview *self)
{
  EspDarkLook look = (EspDarkLook) gtk_drop_down_get_selected (self->light);
  int width = self->is_narrow ? ESP_SHEET_NARROW : ESP_SHEET_WIDE;
  gboolean is_page = wants_page (self) && esp_page_view_is_possible ();
  const EspBrand *brand;
  g_autoptr (EspDarkSheet) sheet = NULL;
  g_autofree char *text = NULL;
  gboolean is_weak = FALSE;

  if (self->call == NULL || self->call->filled == NULL || !self->is_layout)
    return;
  brand = esp_mail_composer_get_brand (self->call->composer);
  gtk_stack_set_visible_child_name (self->looks, is_page ? "page" : "sheet");
  sheet = esp_dark_sheet_new (self->call->filled,
                              esp_mail_composer_get_brand (self->call->composer), look);
  if (is_page)
    esp_page_view_show (self->page, self->call->page,
                        self->is_narrow ? ESP_SHEET_NARROW : DESKTOP_PAGE,
                        look == ESP_DARK_LOOK_OWN);
  else
    esp_message_sheet_show (self->sheet, sheet, brand, self->call->footer, width);
  text = esp_preview_note_dup (sheet, look, &is_weak);
  if (wants_page (self) && !is_page)
    show_note (self,
               _ ("Espalier draws this layout itself. To see the HTML as a browser draws it, open "
                  "it in your browser, or install Espalier’s helper with WebKitGTK 6.0 (in Debian "
                  "and Ubuntu: libwebkitgtk-6.0-4; when you build Espalier: "
                  "libwebkitgtk-6.0-dev)."),
               FALSE);
  else
    show_note (self, text, is_weak);
}

static void
show_result (EspMessagePreview *self)
{
  const EspRenderCall *call = self->call;
  /* What the workspace gives to every message, it has. */
  const EspMessageDoc *doc = esp_mail_composer_get_doc (call->composer);
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
  esp_preview_inbox_show (self->inbox, *sender != '\0' ? sender : _ ("No sender yet"),
                          *call->subject != '\0' ? call->subject : _ ("No subject"),
                          call->preheader != NULL ? call->preheader : "");
  gtk_text_buffer_set_text (self->text, call->text, -1);
  gtk_text_buffer_set_text (self->html, call->html, -1);
  show_sheet (self);
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
          ? g_strdup (_ ("This lead is not there any more. Choose somebody else."))
          : g_strdup (_ ("The message cannot be made. Look at the tags in double braces."));

      g_autofree char *reason = esp_template_words (error->message);

      esp_status_show_error (self->status, sentence, reason);
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
  EspRenderCall *call;
  Render *render;

  self->source = 0;
  if (document == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return G_SOURCE_REMOVE;
  call = esp_render_call_new (document);
  call->lead = esp_preview_as_get_lead (self->who);
  call->sample = g_strdup (esp_preview_as_get_sample (self->who));
  call->shown = esp_preview_conditions_dup_shown (self->conditions);
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
  const EspMessageDoc *doc = esp_message_desk_get_doc (self->desk);

  if (doc != NULL)
    {
      esp_preview_conditions_follow (self->conditions, doc,
                                     esp_message_desk_get_fields (self->desk));
      esp_preview_as_set_languages (self->who, esp_message_desk_get_whole (self->desk));
    }
  g_clear_handle_id (&self->source, g_source_remove);
  self->source = g_timeout_add (RENDER_DELAY_MS, run_cb, self);
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
  if (!g_file_set_contents_full (path, self->call->page, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
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

static GtkWidget *
make_content (EspMessagePreview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->note = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->note, TRUE);
  gtk_label_set_xalign (self->note, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->note));
  self->inbox = ESP_PREVIEW_INBOX (esp_preview_inbox_new ());
  self->looks = GTK_STACK (gtk_stack_new ());
  self->sheet = ESP_MESSAGE_SHEET (esp_message_sheet_new ());
  gtk_stack_add_named (self->looks, GTK_WIDGET (self->sheet), "sheet");
  self->page = ESP_PAGE_VIEW (esp_page_view_new ());
  gtk_stack_add_named (self->looks, GTK_WIDGET (self->page), "page");
  gtk_stack_add_named (self->looks, GTK_WIDGET (self->inbox), "inbox");
  gtk_stack_add_named (self->looks, make_source_page (&self->text, _ ("Plain text")), "text");
  gtk_stack_add_named (self->looks, make_source_page (&self->html, _ ("HTML source")), "html");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->looks));
  return box;
}

/* Looks */

static void
look_cb (GtkToggleButton *button, EspMessagePreview *self)
{
  const char *look = g_object_get_data (G_OBJECT (button), "esp-look");

  if (!gtk_toggle_button_get_active (button))
    return;
  self->is_narrow = g_str_equal (look, "narrow");
  self->is_layout = self->is_narrow || g_str_equal (look, "wide");
  gtk_widget_set_sensitive (GTK_WIDGET (self->light), self->is_layout);
  gtk_widget_set_sensitive (GTK_WIDGET (self->exact), self->is_layout);
  if (self->is_layout)
    show_sheet (self);
  else
    {
      gtk_stack_set_visible_child_name (self->looks, look);
      gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);
    }
}

static GtkWidget *
make_looks (EspMessagePreview *self)
{
  const struct
  {
    const char *look;
    const char *label;
    const char *name;
  } looks[] = { { "wide", _ ("600 px"), _ ("As wide as on a desktop, 600 px") },
                { "narrow", _ ("360 px"), _ ("As on a telephone, 360 px") },
                { "inbox", _ ("Inbox"), _ ("The line in the inbox") },
                { "text", C_ ("message part", "Text"), _ ("Plain text") },
                { "html", C_ ("message part", "Source"), _ ("HTML source") } };
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *first = NULL;

  gtk_widget_add_css_class (row, "linked");
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (looks[i].label);

      g_object_set_data (G_OBJECT (button), "esp-look", (gpointer) looks[i].look);
      gtk_widget_set_tooltip_text (button, looks[i].name);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      looks[i].name, -1);
      if (first != NULL)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
      else
        first = button;
      g_signal_connect_object (button, "toggled", G_CALLBACK (look_cb), self, 0);
      gtk_box_append (GTK_BOX (row), button);
    }
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (first), TRUE);
  return row;
}

static GtkWidget *
make_light (EspMessagePreview *self)
{
  const char *const names[ESP_N_DARK_LOOKS + 1] = { _ ("Light"), _ ("Dark, own colours"),
                                                    _ ("Dark, partly inverted"),
                                                    _ ("Dark, fully inverted"), NULL };
  GtkWidget *light = gtk_drop_down_new_from_strings (names);

  self->light = GTK_DROP_DOWN (light);
  esp_choice_speak (light);
  gtk_widget_set_tooltip_text (light, _ ("As the reader’s mail program colours it"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (light), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("As the reader’s mail program colours it"), -1);
  g_signal_connect_object (light, "notify::selected", G_CALLBACK (show_sheet), self,
                           G_CONNECT_SWAPPED);
  return light;
}

static GtkWidget *
make_exact (EspMessagePreview *self)
{
  GtkWidget *exact = gtk_toggle_button_new_with_label (C_ ("preview", "Browser"));

  self->exact = GTK_TOGGLE_BUTTON (exact);
  gtk_widget_set_tooltip_text (exact, _ ("As a browser draws the HTML"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (exact), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("As a browser draws the HTML"), -1);
  g_signal_connect_object (exact, "toggled", G_CALLBACK (show_sheet), self, G_CONNECT_SWAPPED);
  return exact;
}

static GtkWidget *
make_bar (EspMessagePreview *self)
{
  GtkWidget *bar = esp_wrap_box_new ();
  GtkWidget *browser = gtk_button_new_from_icon_name ("esp-external-symbolic");
  GtkWidget *light;
  GtkWidget *exact;

  self->who = ESP_PREVIEW_AS (esp_preview_as_new (esp_message_desk_get_session (self->desk)));
  g_signal_connect_object (self->who, "changed", G_CALLBACK (schedule), self, G_CONNECT_SWAPPED);
  self->conditions = ESP_PREVIEW_CONDITIONS (esp_preview_conditions_new ());
  g_signal_connect_object (self->conditions, "changed", G_CALLBACK (schedule), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_tooltip_text (browser, _ ("Open in browser"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (browser), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Open in browser"), -1);
  g_signal_connect_object (browser, "clicked", G_CALLBACK (browser_cb), self, G_CONNECT_SWAPPED);
  esp_wrap_box_append (ESP_WRAP_BOX (bar), GTK_WIDGET (self->who));
  light = make_light (self);
  exact = make_exact (self);
  esp_wrap_box_append (ESP_WRAP_BOX (bar), make_looks (self));
  esp_wrap_box_append (ESP_WRAP_BOX (bar), light);
  esp_wrap_box_append (ESP_WRAP_BOX (bar), exact);
  esp_wrap_box_append (ESP_WRAP_BOX (bar), GTK_WIDGET (self->conditions));
  esp_wrap_box_append (ESP_WRAP_BOX (bar), browser);
  esp_wrap_box_append (ESP_WRAP_BOX (bar), esp_test_mail_button_new (self->desk, self->who));
  return bar;
}

static gboolean
before_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  esp_preview_as_step (ESP_MESSAGE_PREVIEW (widget)->who, -1);
  return TRUE;
}

static gboolean
next_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  esp_preview_as_step (ESP_MESSAGE_PREVIEW (widget)->who, 1);
  return TRUE;
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
  gtk_widget_class_add_binding (GTK_WIDGET_CLASS (klass), GDK_KEY_Page_Up, GDK_ALT_MASK,
                                before_key_cb, NULL);
  gtk_widget_class_add_binding (GTK_WIDGET_CLASS (klass), GDK_KEY_Page_Down, GDK_ALT_MASK,
                                next_key_cb, NULL);
}

static void
esp_message_preview_init (EspMessagePreview *self)
{
}

static void
build (EspMessagePreview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *content = make_content (self);

  g_object_set (box, "margin-top", MARGIN, "margin-bottom", MARGIN, "margin-start", MARGIN,
                "margin-end", MARGIN, NULL);
  gtk_box_append (GTK_BOX (box), make_bar (self));
  self->status = ESP_STATUS (esp_status_new (content));
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
  build (self);
  g_signal_connect_object (desk, "changed", G_CALLBACK (schedule), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (schedule), NULL);
  return GTK_WIDGET (self);
}
