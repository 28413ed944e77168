/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says a rule in one sentence whose phrases lead to the lines of their conditions. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-rule-sentence.h"

#include "engine/segment/esp-sentence.h"

#include <glib/gi18n.h>

struct _EspRuleSentence
{
  GtkWidget parent_instance;

  GtkWidget *frame;
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (EspRuleSentence, esp_rule_sentence, GTK_TYPE_WIDGET)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
link_cb (GtkLabel *label, const char *uri, EspRuleSentence *self)
{
  g_signal_emit (self, signals[CHOSEN], 0, (guint) g_ascii_strtoull (uri, NULL, 10));
  return TRUE;
}

static void
esp_rule_sentence_dispose (GObject *object)
{
  g_clear_pointer (&ESP_RULE_SENTENCE (object)->frame, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_rule_sentence_parent_class)->dispose (object);
}

static void
esp_rule_sentence_class_init (EspRuleSentenceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_rule_sentence_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[CHOSEN] = g_signal_new ("chosen", ESP_TYPE_RULE_SENTENCE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
esp_rule_sentence_init (EspRuleSentence *self)
{
  GtkWidget *heading = gtk_label_new (_ ("In words"));

  self->frame = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->frame, "esp-sentence");
  gtk_widget_add_css_class (heading, "caption-heading");
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (self->label), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The rule in words"), -1);
  g_signal_connect_object (self->label, "activate-link", G_CALLBACK (link_cb), self, 0);
  gtk_box_append (GTK_BOX (self->frame), heading);
  gtk_box_append (GTK_BOX (self->frame), self->label);
  gtk_widget_set_parent (self->frame, GTK_WIDGET (self));
}

/**
 * esp_rule_sentence_new:
 */
GtkWidget *
esp_rule_sentence_new (void)
{
  return g_object_new (ESP_TYPE_RULE_SENTENCE, NULL);
}

/**
 * esp_rule_sentence_show:
 * @rule: without what is still missing something
 */
void
esp_rule_sentence_show (EspRuleSentence *self,
                        const EspRule *rule,
                        const EspSegmentChoices *choices)
{
  g_autoptr (EspSentence) sentence =
    esp_sentence_new (rule, esp_segment_world_get_catalog (choices->world),
                      esp_segment_world_get_currency (choices->world), choices->lang);
  g_autoptr (GString) markup = g_string_new (NULL);
  g_autofree char *rest = NULL;
  gsize at = 0;

  for (guint i = 0; i < sentence->spans->len; i++)
    {
      const EspSentenceSpan *span = &g_array_index (sentence->spans, EspSentenceSpan, i);
      g_autofree char *before =
        g_markup_escape_text (sentence->text + at, (gssize) (span->start - at));
      g_autofree char *phrase =
        g_markup_escape_text (sentence->text + span->start, (gssize) (span->end - span->start));

      g_string_append_printf (markup, "%s<a href=\"%u\">%s</a>", before, span->node_id, phrase);
      at = span->end;
    }
  rest = g_markup_escape_text (sentence->text + at, -1);
  g_string_append (markup, rest);
  gtk_label_set_markup (GTK_LABEL (self->label), markup->str);
}

/**
 * esp_rule_sentence_get_text:
 *
 * Returns: (transfer none): the sentence without its links
 */
const char *
esp_rule_sentence_get_text (EspRuleSentence *self)
{
  return gtk_label_get_text (GTK_LABEL (self->label));
}
