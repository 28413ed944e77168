/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a text as the telephone does, with its length, its cost for everyone, and the checks. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-text-preview.h"

#include "base/esp-format.h"
#include "engine/policy/esp-content-check.h"
#include "views/leads/esp-leads-screen.h"
#include "views/messages/esp-check-words.h"
#include "views/messages/esp-text-look.h"
#include "views/messages/esp-template-words.h"
#include "views/messages/esp-text-words.h"

#include <glib/gi18n.h>

/* As wide as a telephone shows it. */
#define LINE_CHARS 34

struct _EspTextPreview
{
  GtkWidget parent_instance;

  EspSession *session;  /* the window's; outlives the preview */
  char *document;       /* (owned) (nullable) what is shown */
  GCancellable *look;   /* (owned) (nullable) under way */
  EspBitmap *long_ones; /* (owned) (nullable) whose copy became a longer kind */
  GtkWidget *root;
  GtkLabel *title;
  GtkLabel *bubble;
  GtkLabel *length;
  GtkLabel *night;
  GtkLabel *cost;
  GtkWidget *show_button;
  GtkBox *findings;
};

G_DEFINE_FINAL_TYPE (EspTextPreview, esp_text_preview, GTK_TYPE_WIDGET)

static GtkWidget *
make_finding (const EspContentFinding *finding)
{
  gboolean blocks = finding->severity == ESP_SEVERITY_BLOCK;
  g_autofree char *sentence = esp_check_dup_sentence (finding);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon =
    gtk_image_new_from_icon_name (blocks ? "esp-error-symbolic" : "esp-warning-symbolic");
  GtkWidget *label = gtk_label_new (sentence);

  gtk_widget_add_css_class (icon, blocks ? "error" : "warning");
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), label);
  return row;
}

static void
show_findings (EspTextPreview *self, GPtrArray *findings)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->findings))) != NULL)
    gtk_box_remove (self->findings, child);
  for (guint i = 0; findings != NULL && i < findings->len; i++)
    {
      const EspContentFinding *finding = findings->pdata[i];

      if (finding->severity != ESP_SEVERITY_FINE)
        gtk_box_append (self->findings, make_finding (finding));
    }
}

/* The law lets advertising out by day alone; whoever agreed to the night gets it all the same. */
static gboolean
waits_at_night (const EspTextDoc *doc)
{
  return doc != NULL && doc->message_class == ESP_MESSAGE_CLASS_AD &&
         doc->medium != ESP_TEXT_MEDIUM_CHAT &&
         !(doc->medium == ESP_TEXT_MEDIUM_KAKAO && doc->kakao.product == ESP_KAKAO_ALIMTALK);
}

static void
show_text (EspTextPreview *self, const EspTextLook *look)
{
  const EspTextDoc *doc = look->text.doc;
  g_autofree char *length = doc != NULL ? esp_text_length_words (&look->text) : g_strdup ("");
  g_autofree char *problem = look->problem != NULL ? esp_template_words (look->problem) : NULL;
  const char *body = doc != NULL ? (look->kakao != NULL ? look->kakao : doc->text.body) : problem;
  gboolean has_title = doc != NULL && *doc->text.title != '\0' &&
                       (doc->medium != ESP_TEXT_MEDIUM_TEXT || look->text.price != ESP_PRICE_SMS);

  gtk_label_set_text (self->title, has_title ? doc->text.title : "");
  gtk_widget_set_visible (GTK_WIDGET (self->title), has_title);
  gtk_label_set_text (self->bubble, body != NULL ? body : "");
  gtk_label_set_text (self->length, length);
  if (doc != NULL && (look->text.count.is_too_long || look->text.substitute.is_too_long))
    gtk_widget_add_css_class (GTK_WIDGET (self->length), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->length), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->night), waits_at_night (doc));
  show_findings (self, look->findings);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspTextPreview) self = user_data;
  const EspTextLook *look = esp_store_read_finish (ESP_STORE (source), result, NULL);

  if (look != NULL && self->root != NULL && g_strcmp0 (look->document, self->document) == 0)
    show_text (self, look);
}

static void
read_look (EspTextPreview *self, gboolean is_cost, GAsyncReadyCallback callback)
{
  if (self->document == NULL)
    return;
  esp_store_read_async (esp_session_get_store (self->session),
                        is_cost ? ESP_READ_LONG : ESP_READ_PAGE, esp_text_look_run,
                        esp_text_look_new (self->document, is_cost), esp_text_look_free, self->look,
                        callback, g_object_ref (self));
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspTextPreview) self = user_data;
  const EspTextLook *look = esp_store_read_finish (ESP_STORE (source), result, NULL);
  g_autofree char *text = NULL;

  if (look == NULL || look->cost == NULL || self->root == NULL)
    return;
  text = esp_text_cost_words (look->cost);
  gtk_label_set_text (self->cost, text);
  esp_session_announce (self->session, text, FALSE);
  esp_bitmap_free (self->long_ones);
  self->long_ones = esp_bitmap_copy (look->cost->leads[ESP_PRICE_LMS]);
  gtk_widget_set_visible (self->show_button, esp_text_cost_count (look->cost, ESP_PRICE_SMS) > 0 &&
                                               esp_bitmap_count (self->long_ones) > 0);
}

static void
count_cb (EspTextPreview *self)
{
  read_look (self, TRUE, counted_cb);
}

static void
show_cb (EspTextPreview *self)
{
  if (self->long_ones != NULL)
    esp_leads_screen_drill (self->session, _ ("Their text becomes an LMS"), self->long_ones);
}

/**
 * esp_text_preview_show:
 * @document: a text message as JSON
 *
 * Shows it as an ordinary lead would get it, as soon as it is made.
 */
void
esp_text_preview_show (EspTextPreview *self, const char *document)
{
  g_free (self->document);
  self->document = g_strdup (document);
  if (self->look != NULL)
    g_cancellable_cancel (self->look);
  g_clear_object (&self->look);
  self->look = g_cancellable_new ();
  gtk_label_set_text (self->cost, "");
  gtk_widget_set_visible (self->show_button, FALSE);
  read_look (self, FALSE, looked_cb);
}

static void
esp_text_preview_dispose (GObject *object)
{
  EspTextPreview *self = ESP_TEXT_PREVIEW (object);

  if (self->look != NULL)
    g_cancellable_cancel (self->look);
  g_clear_object (&self->look);
  g_clear_pointer (&self->root, gtk_widget_unparent);
  g_clear_pointer (&self->document, g_free);
  g_clear_pointer (&self->long_ones, esp_bitmap_free);
  G_OBJECT_CLASS (esp_text_preview_parent_class)->dispose (object);
}

static void
esp_text_preview_class_init (EspTextPreviewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_text_preview_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkLabel *
add_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), LINE_CHARS);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
esp_text_preview_init (EspTextPreview *self)
{
  const int width = 300;
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *count = gtk_button_new_with_label (_ ("Count for all leads"));

  self->root = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_size_request (self->root, width, -1);
  gtk_widget_set_valign (self->root, GTK_ALIGN_START);
  gtk_widget_set_halign (self->root, GTK_ALIGN_START);
  gtk_widget_set_parent (self->root, GTK_WIDGET (self));
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "esp-bubble");
  self->title = add_label (card, "heading");
  self->bubble = add_label (card, NULL);
  gtk_label_set_selectable (self->bubble, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Preview"), -1);
  gtk_box_append (GTK_BOX (self->root), card);
  self->length = add_label (self->root, "dim-label");
  self->night = add_label (self->root, "dim-label");
  gtk_label_set_text (self->night, _ ("Advertising: from 21:00 to 08:00 it waits for the morning. "
                                      "The label and the free way out above are added by "
                                      "themselves, and counted."));
  gtk_widget_set_visible (GTK_WIDGET (self->night), FALSE);
  self->show_button = gtk_button_new_with_label (_ ("Show who gets an LMS"));
  g_signal_connect_swapped (count, "clicked", G_CALLBACK (count_cb), self);
  g_signal_connect_swapped (self->show_button, "clicked", G_CALLBACK (show_cb), self);
  gtk_box_append (GTK_BOX (buttons), count);
  gtk_box_append (GTK_BOX (buttons), self->show_button);
  gtk_widget_set_visible (self->show_button, FALSE);
  gtk_box_append (GTK_BOX (self->root), buttons);
  self->cost = add_label (self->root, NULL);
  self->findings = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 8));
  gtk_box_append (GTK_BOX (self->root), GTK_WIDGET (self->findings));
}

/**
 * esp_text_preview_new:
 *
 * Returns: (transfer floating): a preview that shows nothing yet
 */
GtkWidget *
esp_text_preview_new (EspSession *session)
{
  EspTextPreview *self = g_object_new (ESP_TYPE_TEXT_PREVIEW, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}
