/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window in which one advertisement is planned: money, days, groups with bids and targets, creatives. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-ad-window.h"

#include "engine/plan/esp-ad-json.h"
#include "engine/plan/esp-plan-amount.h"
#include "engine/plan/esp-plan-days.h"
#include "views/campaigns/esp-ad-content.h"
#include "views/campaigns/esp-process-acts.h"
#include "views/campaigns/esp-process-words.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WINDOW_WIDTH 560
#define HEIGHT 640
#define TARGET_KEY "esp-text"
#define FIELD_KEY "esp-field"
#define DATA_KEY "esp-ad-editor"

typedef struct
{
  EspCampaignPage *page; /* (owned) */
  EspAdSpecs *specs;     /* (owned) */
  GPtrArray *ads;        /* (owned) all of the campaign */
  EspAdCampaign *ad;     /* (unowned) the one that is edited */
  GtkWindow *window;
  EspFormFrame frame;
  GtkWidget *box;
  guint exponent;
  guint rebuild_id;
  GHashTable *wrong; /* (owned) rows whose text says nothing, to the sentence about it */
} Editor;

static void rebuild (Editor *self);

static void
editor_free (gpointer data)
{
  Editor *self = data;

  g_clear_handle_id (&self->rebuild_id, g_source_remove);
  g_object_unref (self->page);
  esp_ad_specs_free (self->specs);
  g_ptr_array_unref (self->ads);
  g_hash_table_unref (self->wrong);
  g_free (self);
}

static JsonObject *
get_platform (const Editor *self)
{
  return esp_ad_specs_find (self->specs, self->ad->platform);
}

/* What the platform would refuse stands in the window while it is written; it can be kept all the same. */
static void
show_problem (Editor *self)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (self->page);
  g_autoptr (GPtrArray) findings = esp_ad_check (self->specs, self->ad, record->currency);
  g_autoptr (GString) text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer sentence;

  g_hash_table_iter_init (&iter, self->wrong);
  if (g_hash_table_iter_next (&iter, NULL, &sentence))
    g_string_append (text, sentence);
  for (guint i = 0; g_hash_table_size (self->wrong) == 0 && i < findings->len && i < 4; i++)
    {
      g_autofree char *one = esp_process_words_finding (g_ptr_array_index (findings, i));

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", one);
    }
  gtk_label_set_text (GTK_LABEL (self->frame.problem), text->str);
  gtk_widget_set_visible (self->frame.problem, text->len > 0);
  gtk_widget_set_sensitive (self->frame.accept,
                            *self->ad->name != '\0' && g_hash_table_size (self->wrong) == 0);
}

/* @sentence: (nullable): what is wrong with the text of the row; what it stood for is kept until it is right again. */
static void
judge_row (Editor *self, GtkEditable *row, const char *sentence)
{
  if (sentence != NULL)
    {
      g_hash_table_insert (self->wrong, row, (gpointer) sentence);
      gtk_widget_add_css_class (GTK_WIDGET (row), "error");
    }
  else
    {
      g_hash_table_remove (self->wrong, row);
      gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
    }
  show_problem (self);
}

static gboolean
rebuild_cb (gpointer data)
{
  Editor *self = data;

  self->rebuild_id = 0;
  rebuild (self);
  return G_SOURCE_REMOVE;
}

/* Not while a row of what goes is still telling what was chosen in it. */
static void
rebuild_soon (Editor *self)
{
  if (self->rebuild_id == 0)
    self->rebuild_id = g_idle_add (rebuild_cb, self);
}

static void
text_cb (GtkEditable *row, Editor *self)
{
  char **target = g_object_get_data (G_OBJECT (row), TARGET_KEY);

  g_free (*target);
  *target = g_strstrip (g_strdup (gtk_editable_get_text (row)));
  show_problem (self);
}

static void
add_text (Editor *self, GtkWidget *group, const char *title, char **target)
{
  GtkWidget *row = esp_form_entry_row_new (title, *target);

  g_object_set_data (G_OBJECT (row), TARGET_KEY, target);
  g_signal_connect (row, "changed", G_CALLBACK (text_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
money_cb (GtkEditable *row, Editor *self)
{
  gint64 *target = g_object_get_data (G_OBJECT (row), TARGET_KEY);
  const EspCampaignRecord *record = esp_campaign_page_get_record (self->page);
  gboolean is_right = esp_plan_parse_amount (gtk_editable_get_text (row), record->currency, target);

  judge_row (self, row, is_right ? NULL : _ ("Write the amount in digits, such as 1200000."));
}

static void
add_money (Editor *self, GtkWidget *group, const char *title, gint64 *target)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (self->page);
  g_autofree char *text = *target > 0 ? esp_plan_write_amount (*target, record->currency) : NULL;
  GtkWidget *row = esp_form_entry_row_new (title, text);

  g_object_set_data (G_OBJECT (row), TARGET_KEY, target);
  g_signal_connect (row, "changed", G_CALLBACK (money_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
day_cb (GtkEditable *row, Editor *self)
{
  gint64 *target = g_object_get_data (G_OBJECT (row), TARGET_KEY);
  const char *text = gtk_editable_get_text (row);
  gint64 day = ESP_AD_NO_DAY;

  gboolean is_right = *text == '\0' || esp_plan_day_parse (text, &day);

  if (is_right)
    *target = day;
  judge_row (self, row, is_right ? NULL : _ ("Write the day like 2026-03-01."));
}

static void
add_day (Editor *self, GtkWidget *group, const char *title, gint64 *target)
{
  g_autofree char *text = *target != ESP_AD_NO_DAY ? esp_plan_day_format (*target) : NULL;
  GtkWidget *row = esp_form_entry_row_new (title, text);

  g_object_set_data (G_OBJECT (row), TARGET_KEY, target);
  g_signal_connect (row, "changed", G_CALLBACK (day_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/* Words that the platform knows are chosen, not written. */
static void
word_cb (AdwComboRow *row, GParamSpec *pspec, Editor *self)
{
  char **target = g_object_get_data (G_OBJECT (row), TARGET_KEY);
  GPtrArray *words = g_object_get_data (G_OBJECT (row), FIELD_KEY);
  guint chosen = adw_combo_row_get_selected (row);

  if (chosen >= words->len || g_strcmp0 (*target, g_ptr_array_index (words, chosen)) == 0)
    return;
  g_free (*target);
  *target = g_strdup (g_ptr_array_index (words, chosen));
  if (target == &self->ad->platform)
    {
      g_clear_pointer (&self->ad->objective, g_free);
      for (guint i = 0; i < self->ad->groups->len; i++)
        g_clear_pointer (&((EspAdGroup *) g_ptr_array_index (self->ad->groups, i))->bidding,
                         g_free);
    }
  rebuild_soon (self);
}

static void
add_words (Editor *self,
           GtkWidget *group,
           const char *title,
           char **target,
           GPtrArray *words,
           GPtrArray *names)
{
  guint chosen = 0;
  GtkWidget *row;

  for (guint i = 0; i < words->len; i++)
    if (g_strcmp0 (g_ptr_array_index (words, i), *target) == 0)
      chosen = i;
  if (words->len > 0 && g_strcmp0 (g_ptr_array_index (words, chosen), *target) != 0)
    {
      g_free (*target);
      *target = g_strdup (g_ptr_array_index (words, chosen));
    }
  g_ptr_array_add (names, NULL);
  row = esp_form_choice_row_new (title, (const char *const *) (gpointer) names->pdata, chosen);
  g_object_set_data (G_OBJECT (row), TARGET_KEY, target);
  g_object_set_data_full (G_OBJECT (row), FIELD_KEY, g_ptr_array_ref (words),
                          (GDestroyNotify) g_ptr_array_unref);
  g_signal_connect (row, "notify::selected", G_CALLBACK (word_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_member (Editor *self, GtkWidget *group, const char *title, const char *member, char **target)
{
  JsonArray *list =
    get_platform (self) != NULL ? json_object_get_array_member (get_platform (self), member) : NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      const char *word = json_array_get_string_element (list, i);

      g_ptr_array_add (words, g_strdup (word));
      g_ptr_array_add (names, g_strdup (esp_ad_content_name_word (word)));
    }
  add_words (self, group, title, target, words, names);
}

/* Platforms, or the formats of one. */
static void
add_named (Editor *self, GtkWidget *group, const char *title, JsonArray *list, char **target)
{
  EspLang lang = esp_session_get_lang (esp_campaign_page_get_session (self->page));
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonObject *row = json_array_get_object_element (list, i);

      g_ptr_array_add (words, g_strdup (json_object_get_string_member (row, "id")));
      g_ptr_array_add (names, g_strdup (esp_ad_specs_get_name (row, lang)));
    }
  add_words (self, group, title, target, words, names);
}

static void
kind_cb (AdwComboRow *row, GParamSpec *pspec, Editor *self)
{
  self->ad->is_total = adw_combo_row_get_selected (row) == 1;
  show_problem (self);
}

static void
add_campaign (Editor *self)
{
  const char *const kinds[] = { _ ("Each day"), _ ("For all days"), NULL };
  GtkWidget *group = esp_form_group_new (_ ("Advertisement"), NULL);
  GtkWidget *kind = esp_form_choice_row_new (_ ("Budget is"), kinds, self->ad->is_total);
  const EspCampaignRecord *record = esp_campaign_page_get_record (self->page);
  g_autofree char *budget = g_strdup_printf (_ ("Budget (%s)"), record->currency);

  add_text (self, group, _ ("Name"), &self->ad->name);
  add_named (self, group, _ ("Platform"), esp_ad_specs_list (self->specs), &self->ad->platform);
  add_member (self, group, _ ("Objective"), "objectives", &self->ad->objective);
  add_money (self, group, budget, &self->ad->budget);
  g_signal_connect (kind, "notify::selected", G_CALLBACK (kind_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), kind);
  add_day (self, group, _ ("Runs from (year-month-day)"), &self->ad->from_day);
  add_day (self, group, _ ("Runs until"), &self->ad->to_day);
  add_text (self, group, _ ("Number or name at the platform"), &self->ad->external_id);
  gtk_box_append (GTK_BOX (self->box), group);
}

/* One member of targeting or of a creative, as words between commas or bars. */
static void
content_cb (GtkEditable *row, Editor *self)
{
  char **target = g_object_get_data (G_OBJECT (row), TARGET_KEY);
  char *json = esp_ad_content_set (*target, g_object_get_data (G_OBJECT (row), FIELD_KEY),
                                   gtk_editable_get_text (row));

  g_free (*target);
  *target = json;
  show_problem (self);
}

static void
add_content (Editor *self, GtkWidget *group, const char *title, char **target, const char *field)
{
  g_autofree char *text = esp_ad_content_get (*target, field);
  GtkWidget *row = esp_form_entry_row_new (title, text);

  g_object_set_data (G_OBJECT (row), TARGET_KEY, target);
  g_object_set_data_full (G_OBJECT (row), FIELD_KEY, g_strdup (field), g_free);
  g_signal_connect (row, "changed", G_CALLBACK (content_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_texts (Editor *self, GtkWidget *group, EspAdCreative *creative)
{
  JsonObject *format = esp_ad_specs_find_format (get_platform (self), creative->format);
  JsonArray *texts = format != NULL ? json_object_get_array_member (format, "texts") : NULL;

  for (guint i = 0; texts != NULL && i < json_array_get_length (texts); i++)
    {
      JsonObject *rule = json_array_get_object_element (texts, i);
      const char *field = json_object_get_string_member (rule, "id");
      gint64 at_most = json_object_get_int_member (rule, "at_most");
      g_autofree char *title =
        at_most > 1
          /* Translators: name of a field, how many are allowed and how long each may be */
          ? g_strdup_printf (_ ("%1$s, up to %2$d with | between them, %3$d letters each"),
                             esp_ad_content_name_word (field), (int) at_most,
                             (int) json_object_get_int_member (rule, "max"))
          /* Translators: name of a field, how long it may be */
          : g_strdup_printf (_ ("%1$s, %2$d letters"), esp_ad_content_name_word (field),
                             (int) json_object_get_int_member (rule, "max"));

      add_content (self, group, title, &creative->content, field);
    }
  add_content (self, group, _ ("Link"), &creative->content, "link");
}

static void
picture_cb (GtkButton *button, Editor *self)
{
  esp_ad_content_choose_picture (self->window, g_object_get_data (G_OBJECT (button), TARGET_KEY),
                                 (GSourceFunc) rebuild_cb, self);
}

static void
add_picture (Editor *self, GtkWidget *group, EspAdCreative *creative)
{
  JsonObject *format = esp_ad_specs_find_format (get_platform (self), creative->format);
  g_autofree char *text = esp_ad_content_describe_picture (creative->content);
  GtkWidget *row, *button;

  if (format == NULL || !json_object_has_member (format, "picture"))
    return;
  row = adw_action_row_new ();
  button = gtk_button_new_with_mnemonic (_ ("_Choose a picture…"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Picture"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (button), TARGET_KEY, &creative->content);
  g_signal_connect (button, "clicked", G_CALLBACK (picture_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
remove_cb (GtkButton *button, Editor *self)
{
  GPtrArray *from = g_object_get_data (G_OBJECT (button), FIELD_KEY);

  g_ptr_array_remove (from, g_object_get_data (G_OBJECT (button), TARGET_KEY));
  rebuild_soon (self);
}

static void
add_remove (Editor *self, GtkWidget *group, const char *label, GPtrArray *from, gpointer what)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_add_css_class (button, "flat");
  g_object_set_data (G_OBJECT (button), FIELD_KEY, from);
  g_object_set_data (G_OBJECT (button), TARGET_KEY, what);
  g_signal_connect (button, "clicked", G_CALLBACK (remove_cb), self);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), button);
}

static void
add_creative (Editor *self, EspAdGroup *owner, EspAdCreative *creative)
{
  /* Translators: names of an ad group and of a creative */
  g_autofree char *title =
    g_strdup_printf (_ ("%1$s ▸ Creative %2$s"), owner->name, creative->name);
  GtkWidget *group = esp_form_group_new (title, NULL);

  add_remove (self, group, _ ("Remove"), owner->creatives, creative);
  add_text (self, group, _ ("Name"), &creative->name);
  if (get_platform (self) != NULL)
    add_named (self, group, _ ("Format"),
               json_object_get_array_member (get_platform (self), "formats"), &creative->format);
  add_texts (self, group, creative);
  add_picture (self, group, creative);
  gtk_box_append (GTK_BOX (self->box), group);
}

static void
new_creative_cb (GtkButton *button, Editor *self)
{
  EspAdGroup *owner = g_object_get_data (G_OBJECT (button), TARGET_KEY);
  g_autofree char *name = g_strdup_printf ("%c", 'A' + (char) MIN (owner->creatives->len, 25));

  g_ptr_array_add (owner->creatives, esp_ad_creative_new (owner->id, name, "", "{}"));
  rebuild_soon (self);
}

static void
add_targets (Editor *self, GtkWidget *group, EspAdGroup *owner)
{
  JsonArray *targets = get_platform (self) != NULL
                         ? json_object_get_array_member (get_platform (self), "targeting")
                         : NULL;

  for (guint i = 0; targets != NULL && i < json_array_get_length (targets); i++)
    {
      const char *field = json_array_get_string_element (targets, i);

      add_content (self, group, esp_ad_content_name_word (field), &owner->targeting, field);
    }
}

static void
add_group (Editor *self, EspAdGroup *owner)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (self->page);
  g_autofree char *bid =
    g_strdup_printf (_ ("Bid (%s), empty: the platform bids"), record->currency);
  GtkWidget *group =
    esp_form_group_new (_ ("Ad group"),
                        _ ("Several targets stand with commas between them; ages as 20, 39."));
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("Add a _creative"));

  add_remove (self, group, _ ("Remove"), self->ad->groups, owner);
  add_text (self, group, _ ("Name"), &owner->name);
  add_member (self, group, _ ("Bidding"), "bidding", &owner->bidding);
  add_money (self, group, bid, &owner->bid);
  add_targets (self, group, owner);
  gtk_box_append (GTK_BOX (self->box), group);
  for (guint i = 0; i < owner->creatives->len; i++)
    add_creative (self, owner, g_ptr_array_index (owner->creatives, i));
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_object_set_data (G_OBJECT (button), TARGET_KEY, owner);
  g_signal_connect (button, "clicked", G_CALLBACK (new_creative_cb), self);
  gtk_box_append (GTK_BOX (self->box), button);
}

static void
new_group_cb (GtkButton *button, Editor *self)
{
  g_autofree char *name = g_strdup_printf (_ ("Group %u"), self->ad->groups->len + 1);

  g_ptr_array_add (self->ad->groups, esp_ad_group_new (self->ad->id, name));
  rebuild_soon (self);
}

static void
delete_cb (GtkButton *button, Editor *self)
{
  g_autofree char *json = NULL;
  EspProcessOrder order = { .act = ESP_PROCESS_ACT_ADS };

  g_ptr_array_remove (self->ads, self->ad);
  order.text = json = esp_ad_json_write (self->ads, self->exponent);
  esp_process_act (self->page, &order);
  gtk_window_close (self->window);
}

static void
add_bottom (Editor *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *add = gtk_button_new_with_mnemonic (_ ("Add an ad _group"));
  GtkWidget *remove = gtk_button_new_with_mnemonic (_ ("_Delete this advertisement"));

  g_signal_connect (add, "clicked", G_CALLBACK (new_group_cb), self);
  gtk_box_append (GTK_BOX (row), add);
  if (self->ad->id != 0)
    {
      gtk_widget_add_css_class (remove, "destructive-action");
      gtk_widget_set_hexpand (remove, TRUE);
      gtk_widget_set_halign (remove, GTK_ALIGN_END);
      g_signal_connect (remove, "clicked", G_CALLBACK (delete_cb), self);
      gtk_box_append (GTK_BOX (row), remove);
    }
  else
    g_object_unref (g_object_ref_sink (remove));
  gtk_box_append (GTK_BOX (self->box), row);
}

static void
rebuild (Editor *self)
{
  GtkWidget *child;

  g_hash_table_remove_all (self->wrong);
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  add_campaign (self);
  for (guint i = 0; i < self->ad->groups->len; i++)
    add_group (self, g_ptr_array_index (self->ad->groups, i));
  add_bottom (self);
  show_problem (self);
}

static void
accept_cb (Editor *self)
{
  g_autofree char *json = esp_ad_json_write (self->ads, self->exponent);
  const EspProcessOrder order = { .act = ESP_PROCESS_ACT_ADS, .text = json };

  esp_process_act (self->page, &order);
  gtk_window_close (self->window);
}

static void
take_ads (Editor *self, gint64 ad_campaign_id)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (self->page);
  g_autofree char *json = esp_ad_json_write (record->ads, self->exponent);

  self->ads = esp_ad_json_parse (record->id, json, self->exponent, NULL);
  if (self->ads == NULL)
    self->ads = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ad_campaign_free);
  for (guint i = 0; i < self->ads->len && i < record->ads->len; i++)
    if (((EspAdCampaign *) g_ptr_array_index (record->ads, i))->id == ad_campaign_id)
      {
        self->ad = g_ptr_array_index (self->ads, i);
        self->ad->id = ad_campaign_id;
      }
  if (self->ad != NULL)
    return;
  self->ad = esp_ad_campaign_new (record->id, "google", record->campaign->name);
  self->ad->from_day = record->book->starts_day;
  self->ad->to_day = record->book->ends_day;
  g_ptr_array_add (self->ad->groups, esp_ad_group_new (0, _ ("Group 1")));
  g_ptr_array_add (self->ads, self->ad);
}

/**
 * esp_ad_window_present:
 * @ad_campaign_id: 0: a new one
 */
void
esp_ad_window_present (EspCampaignPage *page, gint64 ad_campaign_id)
{
  Editor *self = g_new0 (Editor, 1);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->page = g_object_ref (page);
  self->wrong = g_hash_table_new (NULL, NULL);
  self->specs = esp_ad_specs_new ();
  self->exponent = esp_currency_exponent (esp_campaign_page_get_record (page)->currency);
  take_ads (self, ad_campaign_id);
  self->window = esp_form_window_new ();
  g_object_set_data_full (G_OBJECT (self->window), DATA_KEY, self, editor_free);
  self->frame = esp_form_frame_build (ADW_WINDOW (self->window),
                                      esp_session_get_window (esp_campaign_page_get_session (page)),
                                      _ ("Advertisement"), _ ("_Save"));
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->box);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (self->frame.box), scroller);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
  rebuild (self);
  gtk_window_set_default_size (self->window, WINDOW_WIDTH, HEIGHT);
  gtk_window_present (self->window);
}
