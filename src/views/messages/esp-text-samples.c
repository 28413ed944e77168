/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an ordinary lead and the worst cases get of a text, KakaoTalk message, post or push, below each other. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-text-samples.h"

#include "engine/content/text/esp-kakao.h"
#include "views/messages/esp-preview-person.h"
#include "views/messages/esp-text-words.h"
#include "worker/esp-text-composer.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* As wide as a telephone shows it. */
#define WIDTH 340
#define PAGE_WIDTH 860
#define MARGIN 18

/* Of the made-up leads those by whom a text gets another length, another kind or a hole. */
static const char *const sample_ids[] = { "usual", "longest", "empty", "emoji" };

typedef struct
{
  char *document;
  EspTextComposer *composer;                /* (nullable): what is missing is named by it */
  EspText texts[G_N_ELEMENTS (sample_ids)]; /* without doc: it cannot be made */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  for (guint i = 0; i < G_N_ELEMENTS (sample_ids); i++)
    esp_text_clear (&call->texts[i]);
  g_clear_pointer (&call->composer, esp_text_composer_free);
  g_free (call->document);
  g_free (call);
}

static gboolean
compose_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;
  const EspTextSource source = { 0 };

  call->composer = esp_text_composer_load_document (tx, &source, call->document, error);
  for (guint i = 0; call->composer != NULL && i < G_N_ELEMENTS (sample_ids); i++)
    {
      const char *language = esp_text_composer_get_doc (call->composer)->language;
      const EspTextRequest request = { .sample =
                                         esp_message_sample_find_for (sample_ids[i], language),
                                       .now_us = esp_tx_get_now_us (tx) };

      /* One that cannot be made says so below. */
      (void) esp_text_composer_compose (call->composer, &request, &call->texts[i], NULL);
    }
  return call->composer != NULL;
}

static char *
dup_words (const EspText *text)
{
  gboolean is_alimtalk;

  if (text->missing != NULL)
    return g_strdup_printf (_ ("Gets nothing: “%s” is missing."), text->missing);
  if (text->doc == NULL)
    return g_strdup (_ ("This text cannot be made."));
  is_alimtalk =
    text->doc->medium == ESP_TEXT_MEDIUM_KAKAO && text->doc->kakao.product == ESP_KAKAO_ALIMTALK;
  return is_alimtalk ? esp_kakao_fill (text->doc) : g_strdup (text->doc->text.body);
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_sample (GtkBox *box, const char *title, const EspText *text)
{
  g_autofree char *words = dup_words (text);
  g_autofree char *length = text->doc != NULL ? esp_text_length_words (text) : g_strdup ("");
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *part = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *clamp = adw_clamp_new ();

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "esp-bubble");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), card);
  gtk_widget_set_halign (clamp, GTK_ALIGN_START);
  if (text->doc != NULL && *text->doc->text.title != '\0' && text->price != ESP_PRICE_SMS)
    gtk_box_append (GTK_BOX (card), make_label (text->doc->text.title, "heading"));
  gtk_box_append (GTK_BOX (card), make_label (words, NULL));
  gtk_box_append (GTK_BOX (part), make_label (title, "heading"));
  gtk_box_append (GTK_BOX (part), clamp);
  if (text->doc != NULL && text->doc->has_substitute)
    gtk_box_append (GTK_BOX (part), make_label (text->doc->substitute.body, "dim-label"));
  if (*length != '\0')
    gtk_box_append (GTK_BOX (part), make_label (length, "dim-label"));
  gtk_box_append (box, part);
}

static void
composed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkBox) box = user_data;
  g_autoptr (GError) error = NULL;
  const Call *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (call == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        gtk_box_append (box, make_label (_ ("This text cannot be made."), "error"));
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (sample_ids); i++)
    add_sample (box, esp_preview_person_get_sample_title (sample_ids[i]), &call->texts[i]);
}

/**
 * esp_text_samples_new:
 * @document: a text message as JSON
 *
 * Returns: (transfer floating): what some made-up leads get of it, as soon as that is made
 */
GtkWidget *
esp_text_samples_new (EspSession *session, const char *document)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, MARGIN);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  Call *call = g_new0 (Call, 1);

  g_object_set (box, "margin-top", MARGIN, "margin-bottom", MARGIN, "margin-start", MARGIN,
                "margin-end", MARGIN, NULL);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PAGE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  call->document = g_strdup (document);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, compose_in_tx, call,
                        call_free, esp_session_get_cancellable (session), composed_cb,
                        g_object_ref (box));
  return scroller;
}
