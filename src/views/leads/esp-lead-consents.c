/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one lead said about being written to: the words in force, and all that was ever said. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-consents.h"

#include "store/esp-consents.h"
#include "views/leads/esp-consent-window.h"
#include "views/leads/esp-lead-format.h"
#include "views/leads/esp-timeline-words.h"
#include "views/segments/esp-segment-words.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _EspLeadConsents
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  guint32 lead_id;
  gboolean was_expanded;
  GtkWidget *box;
  GtkWidget *list;
  GtkWidget *history; /* (nullable) the row that unfolds */
};

G_DEFINE_FINAL_TYPE (EspLeadConsents, esp_lead_consents, GTK_TYPE_WIDGET)

static char *
dup_when (EspLeadConsents *self, gint64 at_us, EspDateStyle style)
{
  if (at_us == 0)
    return g_strdup (_ ("date unknown"));
  return esp_format_date (at_us, esp_session_get_zone (self->session), style,
                          esp_session_get_lang (self->session));
}

static GtkWidget *
row_new (const char *icon_name, const char *css_class, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION, "icon-name", icon_name, NULL);

  gtk_widget_add_css_class (icon, css_class);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  return row;
}

static void
withdraw_cb (GtkButton *button, EspLeadConsents *self)
{
  esp_consent_withdraw (self->session, self->lead_id,
                        g_object_get_data (G_OBJECT (button), "esp-channel"),
                        g_object_get_data (G_OBJECT (button), "esp-purpose"));
}

static void
add_state (EspLeadConsents *self, const EspConsent *state)
{
  gboolean is_granted = g_str_equal (state->state, "granted");
  gboolean is_refused =
    g_str_equal (state->state, "withdrawn") || g_str_equal (state->state, "denied");
  g_autofree char *when = dup_when (self, state->at_us, ESP_DATE_DAY);
  g_autofree char *title = g_strdup_printf ("%s · %s", esp_lead_channel_label (state->channel),
                                            esp_words_purpose (state->purpose));
  g_autofree char *subtitle =
    g_strdup_printf ("%s · %s", esp_lead_consent_label (state->state), when);
  GtkWidget *row = row_new (is_granted   ? "esp-success-symbolic"
                            : is_refused ? "esp-error-symbolic"
                                         : "esp-help-symbolic",
                            is_granted   ? "success"
                            : is_refused ? "error"
                                         : "dim-label",
                            title, subtitle);

  if (is_granted)
    {
      GtkWidget *button = gtk_button_new_with_label (_ ("Withdraw"));
      /* Translators: a channel and a purpose */
      g_autofree char *label = g_strdup_printf (_ ("Withdraw: %s"), title);

      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                      -1);
      g_object_set_data_full (G_OBJECT (button), "esp-channel", g_strdup (state->channel), g_free);
      g_object_set_data_full (G_OBJECT (button), "esp-purpose", g_strdup (state->purpose), g_free);
      g_signal_connect_object (button, "clicked", G_CALLBACK (withdraw_cb), self, 0);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
append_part (GString *text, const char *part)
{
  if (part != NULL && *part != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
}

static GtkWidget *
history_row_new (EspLeadConsents *self, const EspConsent *consent)
{
  g_autofree char *when = dup_when (self, consent->at_us, ESP_DATE_DAY_TIME);
  g_autofree char *recorded = dup_when (self, consent->recorded_at_us, ESP_DATE_DAY_TIME);
  g_autofree char *title =
    g_strdup_printf ("%s · %s: %s", esp_lead_channel_label (consent->channel),
                     esp_words_purpose (consent->purpose), esp_lead_consent_label (consent->state));
  g_autoptr (GString) text = g_string_new (NULL);
  GtkWidget *row = adw_action_row_new ();

  append_part (text, when);
  if (consent->basis != NULL)
    append_part (text, esp_timeline_consent_basis (consent->basis));
  append_part (text, esp_timeline_consent_source (consent->source));
  append_part (text, consent->wording);
  append_part (text, consent->proof);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text->str);
  {
    /* Translators: when it was written down */
    g_autofree char *tip = g_strdup_printf (_ ("Recorded %s"), recorded);

    gtk_widget_set_tooltip_text (row, tip);
  }
  return row;
}

static void
add_history (EspLeadConsents *self, GPtrArray *consents)
{
  g_autofree char *title =
    g_strdup_printf (ngettext ("All that was said (%u)", "All that was said (%u)", consents->len),
                     consents->len);

  if (consents->len == 0)
    return;
  self->history = adw_expander_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->history), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->history), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  for (guint i = 0; i < consents->len; i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (self->history),
                              history_row_new (self, g_ptr_array_index (consents, i)));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->history), self->was_expanded);
  gtk_list_box_append (GTK_LIST_BOX (self->list), self->history);
}

static void
record_cb (EspLeadConsents *self)
{
  esp_consent_window_present (self->session, self->lead_id);
}

static void
esp_lead_consents_dispose (GObject *object)
{
  EspLeadConsents *self = ESP_LEAD_CONSENTS (object);

  self->history = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_lead_consents_parent_class)->dispose (object);
}

static void
esp_lead_consents_class_init (EspLeadConsentsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_lead_consents_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_lead_consents_init (EspLeadConsents *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (_ ("Consent"));
  GtkWidget *record = esp_button_new (_ ("Record _consent…"));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->list = esp_form_list_new (_ ("Consent"));
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (title, "esp-section-title");
  gtk_label_set_xalign (GTK_LABEL (title), 0.0f);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (record, "flat");
  gtk_widget_add_css_class (record, "esp-small");
  g_signal_connect_object (record, "clicked", G_CALLBACK (record_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), record);
  gtk_box_append (GTK_BOX (self->box), head);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_lead_consents_new:
 *
 * Returns: (transfer floating): the consents of nobody
 */
GtkWidget *
esp_lead_consents_new (EspSession *session)
{
  EspLeadConsents *self = g_object_new (ESP_TYPE_LEAD_CONSENTS, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}

/**
 * esp_lead_consents_show:
 */
void
esp_lead_consents_show (EspLeadConsents *self, const EspLeadRecord *record)
{
  GtkWidget *child;

  g_return_if_fail (ESP_IS_LEAD_CONSENTS (self));

  self->was_expanded = self->lead_id == record->id && self->history != NULL &&
                       adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self->history));
  self->lead_id = record->id;
  self->history = NULL;
  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  if (record->extras->is_suppressed)
    gtk_list_box_append (GTK_LIST_BOX (self->list),
                         row_new ("esp-suppress-symbolic", "error", _ ("Email"),
                                  _ ("Suppressed: nothing is sent to this address")));
  for (guint i = 0; i < record->states->len; i++)
    add_state (self, g_ptr_array_index (record->states, i));
  if (record->states->len == 0)
    gtk_list_box_append (GTK_LIST_BOX (self->list),
                         row_new ("esp-help-symbolic", "dim-label", _ ("Marketing"),
                                  _ ("No consent is recorded: ads are not sent")));
  add_history (self, record->consents);
}
