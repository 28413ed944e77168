/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two questions that an import cannot do without: may these people get marketing, and which value
 * wins for somebody who is known already. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-terms.h"

#include "engine/import/esp-import-cell.h"
#include "views/import/esp-import-words.h"
#include "views/leads/esp-timeline-words.h"
#include "views/shell/esp-choice.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _EspImportTerms
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *consent_row;
  GtkWidget *basis_row;
  GtkWidget *source_row;
  GtkWidget *wording_row;
  GtkWidget *date_row;
  GtkWidget *sms_row;
  GtkWidget *sms_switch;
  GtkWidget *kakao_row;
  GtkWidget *kakao_switch;
  GtkWidget *push_row;
  GtkWidget *push_switch;
  GtkWidget *keys_row;
  GtkWidget *policy_row;
  GtkWidget *name_row;
  GtkWidget *tag_row;
  EspImportPlan *plan; /* (nullable) the screen's */
  gboolean is_filling;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspImportTerms, esp_import_terms, GTK_TYPE_WIDGET)

/* The answers and keys in the order of their lists. */
static const EspImportConsentAnswer answers[] = { ESP_IMPORT_CONSENT_UNANSWERED,
                                                  ESP_IMPORT_CONSENT_BY_COLUMNS,
                                                  ESP_IMPORT_CONSENT_DECLARED,
                                                  ESP_IMPORT_CONSENT_NONE };
static const char *const key_orders[] = {
  "email,phone,external_id", "email",      "email,phone", "email,external_id", "phone",
  "external_id,email,phone", "external_id"
};

/* On what ground all of a list may be written to. */
static const char *const bases[] = { "consent", "soft-opt-in", "contract", "inquiry" };

static void
answer_cb (EspImportTerms *self)
{
  EspImportConsentAnswer answer =
    answers[adw_combo_row_get_selected (ADW_COMBO_ROW (self->consent_row))];
  gboolean is_declared = answer == ESP_IMPORT_CONSENT_DECLARED;
  gboolean has_yes = is_declared || answer == ESP_IMPORT_CONSENT_BY_COLUMNS;

  gtk_widget_set_visible (self->basis_row, is_declared);
  gtk_widget_set_visible (self->source_row, has_yes);
  gtk_widget_set_visible (self->wording_row, has_yes);
  gtk_widget_set_visible (self->date_row, has_yes);
  /* A yes without a day permits nothing, and most files hold no days. */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->date_row),
                                 is_declared
                                   ? _ ("When, such as 2026-03-18")
                                   : _ ("When, where the file tells no day, such as 2026-03-18"));
  gtk_widget_set_visible (self->sms_row, is_declared);
  gtk_widget_set_visible (self->kakao_row, is_declared);
  gtk_widget_set_visible (self->push_row, is_declared);
}

/* One policy for all fields; each column may have another. The last entry only says that they differ. */
static void
policy_cb (EspImportTerms *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->policy_row));

  if (self->is_filling || self->plan == NULL || selected >= G_N_ELEMENTS (esp_import_policies))
    return;
  esp_import_plan_set_policy (self->plan, esp_import_policies[selected]);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
esp_import_terms_dispose (GObject *object)
{
  g_clear_pointer (&ESP_IMPORT_TERMS (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_import_terms_parent_class)->dispose (object);
}

static void
esp_import_terms_class_init (EspImportTermsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_import_terms_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  /**
   * EspImportTerms::changed:
   *
   * The user chose one policy for all fields.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", ESP_TYPE_IMPORT_TERMS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
combo_new (const char *title, const char *const *names)
{
  GtkWidget *row = esp_choice_row_new ();
  g_autoptr (GtkStringList) model = gtk_string_list_new (names);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  return row;
}

static GtkWidget *
entry_new (const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  return row;
}

static GtkWidget *
switch_row_new (const char *title, GtkWidget **out_switch)
{
  GtkWidget *row = adw_action_row_new ();

  *out_switch = gtk_switch_new ();
  gtk_widget_set_valign (*out_switch, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (*out_switch), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), *out_switch);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), *out_switch);
  return row;
}

static GtkWidget *
basis_row_new (void)
{
  const char *names[G_N_ELEMENTS (bases) + 1] = { NULL };
  GtkWidget *row;

  for (guint i = 0; i < G_N_ELEMENTS (bases); i++)
    names[i] = esp_timeline_consent_basis (bases[i]);
  row = combo_new (C_ ("consent", "Basis"), names);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               _ ("Where nobody agreed in words it ends by itself: in Korea six "
                                  "months after the deal"));
  return row;
}

static void
build_consent (EspImportTerms *self)
{
  const char *names[] = { _ ("Please choose"), _ ("Columns of the file say so"),
                          _ ("Everybody agreed; I say where and when"),
                          _ ("Nobody agreed: import without marketing"), NULL };
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Consent to marketing"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("The law wants it proven. Who is suppressed stays "
                                            "suppressed, whatever the file says."));
  self->consent_row = combo_new (_ ("Did these people agree?"), names);
  self->basis_row = basis_row_new ();
  self->source_row = entry_new (_ ("Where they agreed, such as the fair or the form"));
  self->wording_row = entry_new (_ ("What they agreed to"));
  self->date_row = entry_new ("");
  self->sms_row = switch_row_new (_ ("To text messages too"), &self->sms_switch);
  self->kakao_row = switch_row_new (_ ("To KakaoTalk too"), &self->kakao_switch);
  self->push_row = switch_row_new (_ ("To web push too"), &self->push_switch);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->consent_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->basis_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->source_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->wording_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->date_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->sms_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->kakao_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->push_row);
  gtk_box_append (GTK_BOX (self->box), group);
}

static void
build_known (EspImportTerms *self)
{
  const char *names[G_N_ELEMENTS (esp_import_policies) + 2] = { NULL };
  const char *orders[] = { _ ("Email, then phone, then ID"),
                           _ ("Email alone"),
                           _ ("Email, then phone"),
                           _ ("Email, then ID"),
                           _ ("Phone alone"),
                           _ ("ID, then email, then phone"),
                           _ ("ID alone"),
                           NULL };
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group),
                                   _ ("Leads that are known already"));
  for (guint i = 0; i < G_N_ELEMENTS (esp_import_policies); i++)
    names[i] = esp_import_policy_words (esp_import_policies[i]);
  names[G_N_ELEMENTS (esp_import_policies)] = _ ("Differs by column");
  self->keys_row = combo_new (_ ("They are found by"), orders);
  self->policy_row = combo_new (_ ("Their fields"), names);
  g_signal_connect_swapped (self->policy_row, "notify::selected", G_CALLBACK (policy_cb), self);
  self->tag_row = entry_new (_ ("Tag for everybody of this file"));
  self->name_row = entry_new (_ ("Name of this import"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->keys_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->policy_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->tag_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->name_row);
  gtk_box_append (GTK_BOX (self->box), group);
}

static void
esp_import_terms_init (EspImportTerms *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  build_consent (self);
  build_known (self);
  g_signal_connect_swapped (self->consent_row, "notify::selected", G_CALLBACK (answer_cb), self);
  answer_cb (self);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_import_terms_new:
 *
 * Returns: (transfer floating): the questions, unanswered
 */
GtkWidget *
esp_import_terms_new (void)
{
  return g_object_new (ESP_TYPE_IMPORT_TERMS, NULL);
}

static void
show_keys (EspImportTerms *self)
{
  static const char *const names[] = { "email", "phone", "external_id" };
  g_autoptr (GString) keys = g_string_new (NULL);

  for (guint i = 0; i < self->plan->n_keys; i++)
    g_string_append_printf (keys, "%s%s", i > 0 ? "," : "", names[self->plan->keys[i]]);
  for (guint i = 0; i < G_N_ELEMENTS (key_orders); i++)
    if (g_str_equal (key_orders[i], keys->str))
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->keys_row), i);
}

/**
 * esp_import_terms_refresh:
 *
 * Shows again which policy the fields have, after a column got another.
 */
void
esp_import_terms_refresh (EspImportTerms *self)
{
  guint selected = G_N_ELEMENTS (esp_import_policies);

  if (self->plan == NULL)
    return;
  for (guint i = 0; i < self->plan->mappings->len; i++)
    {
      EspImportPolicy policy = esp_import_plan_get_mapping (self->plan, i)->policy;
      guint at = 0;

      while (esp_import_policies[at] != policy)
        at++;
      if (i > 0 && at != selected)
        {
          selected = G_N_ELEMENTS (esp_import_policies);
          break;
        }
      selected = at;
    }
  self->is_filling = TRUE;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->policy_row),
                              self->plan->mappings->len > 0 ? selected : 0);
  self->is_filling = FALSE;
}

/**
 * esp_import_terms_show:
 * @plan: gets the policies at once, the other answers by esp_import_terms_get(); outlives the view, or
 *   another is shown first
 *
 * Suggests that columns prove consent when the plan maps one; the answer stays the user's.
 */
void
esp_import_terms_show (EspImportTerms *self, EspImportPlan *plan)
{
  guint answer = 0;

  self->plan = plan;
  for (guint i = 0; i < plan->mappings->len; i++)
    if (esp_import_field_is_consent (esp_import_plan_get_mapping (plan, i)->field))
      answer = 1;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->consent_row), answer);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), plan->name);
  show_keys (self);
  esp_import_terms_refresh (self);
}

static const char *
text_or_null (GtkWidget *row)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));

  return *text != '\0' ? text : NULL;
}

static gint64
parse_date (const EspImportPlan *plan, const char *text)
{
  g_autoptr (GTimeZone) zone =
    plan->time_zone != NULL ? g_time_zone_new_identifier (plan->time_zone) : NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  EspCivilTime time;

  if (text == NULL)
    return 0;
  if (!esp_cell_parse_date (text, ESP_DATE_ORDER_UNKNOWN, &time))
    return ESP_IMPORT_DAY_UNREAD;
  return esp_civil_time_to_us (&time, zone != NULL ? zone : utc);
}

/**
 * esp_import_terms_get:
 *
 * Writes the answers into @plan.
 */
void
esp_import_terms_get (EspImportTerms *self, EspImportPlan *plan)
{
  g_autofree char *tag =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->tag_row))));

  plan->consent = answers[adw_combo_row_get_selected (ADW_COMBO_ROW (self->consent_row))];
  plan->consent_channels[ESP_IMPORT_CHANNEL_EMAIL] = TRUE;
  plan->consent_channels[ESP_IMPORT_CHANNEL_SMS] =
    gtk_switch_get_active (GTK_SWITCH (self->sms_switch));
  plan->consent_channels[ESP_IMPORT_CHANNEL_KAKAO] =
    gtk_switch_get_active (GTK_SWITCH (self->kakao_switch));
  plan->consent_channels[ESP_IMPORT_CHANNEL_PUSH] =
    gtk_switch_get_active (GTK_SWITCH (self->push_switch));
  g_free (plan->consent_source);
  plan->consent_source = g_strdup (text_or_null (self->source_row));
  g_free (plan->consent_wording);
  plan->consent_wording = g_strdup (text_or_null (self->wording_row));
  g_free (plan->consent_basis);
  plan->consent_basis =
    g_strdup (plan->consent == ESP_IMPORT_CONSENT_DECLARED
                ? bases[adw_combo_row_get_selected (ADW_COMBO_ROW (self->basis_row))]
                : bases[0]);
  plan->consent_at_us = parse_date (plan, text_or_null (self->date_row));
  (void) esp_import_plan_set_keys (plan,
                                   key_orders[adw_combo_row_get_selected (
                                     ADW_COMBO_ROW (self->keys_row))],
                                   NULL);
  if (text_or_null (self->name_row) != NULL)
    {
      g_free (plan->name);
      plan->name = g_strdup (text_or_null (self->name_row));
    }
  g_strfreev (plan->tags);
  plan->tags = NULL;
  if (*tag != '\0')
    {
      const char *tags[] = { tag, NULL };

      plan->tags = g_strdupv ((char **) tags);
    }
}
