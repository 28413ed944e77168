/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Budgets in the window of planning: for what, from when until when, how much. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-planning-window-private.h"

#include "base/esp-clock.h"
#include "base/esp-format.h"
#include "engine/insight/esp-goal.h"
#include "engine/plan/esp-plan-amount.h"
#include "store/esp-campaigns.h"
#include "views/calendar/esp-calendar-words.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-icon.h"

#include <glib/gi18n.h>

#define LINE_KEY "esp-budget-line"

/* The fields of one budget, kept with the row that they are in. */
typedef struct
{
  EspPlanningWindow *window; /* the parent of all of it */
  gint64 id;                 /* 0: a new one */
  GtkWidget *medium;
  GtkWidget *campaign;
  GtkWidget *from;
  GtkWidget *until;
  GtkWidget *planned;
  GtkWidget *committed;
  GtkWidget *note;
} Fields;

static char *
dup_text (GtkWidget *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static gint64
to_us (const GDate *day)
{
  g_autoptr (GDateTime) at = g_date_time_new_utc (g_date_get_year (day), g_date_get_month (day),
                                                  g_date_get_day (day), 0, 0, 0);

  return g_date_time_to_unix (at) * ESP_USEC_PER_SEC;
}

static char *
day_text (gint64 day_us)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (day_us / ESP_USEC_PER_SEC);

  return g_date_time_format (at, "%Y-%m-%d");
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  EspPlanningChange *change = data;

  return change->line->id == 0 ? esp_budget_line_insert (tx, change->line, error)
                               : esp_budget_line_update (tx, change->line, error);
}

static gboolean
remove_write (EspTx *tx, gpointer data, GError **error)
{
  return esp_budget_line_delete (tx, ((const EspPlanningChange *) data)->id, error);
}

static gboolean
refuse_amount (const Fields *fields, GtkWidget *row)
{
  esp_planning_window_fail (fields->window, row,
                            _ ("Write the amount in digits, such as 1200000."));
  return FALSE;
}

static gboolean
take (const Fields *fields, EspBudgetLine *line)
{
  EspPlanningWindow *self = fields->window;
  g_autofree char *from = dup_text (fields->from);
  g_autofree char *until = dup_text (fields->until);
  g_autofree char *planned = dup_text (fields->planned);
  g_autofree char *committed = dup_text (fields->committed);
  guint campaign = adw_combo_row_get_selected (ADW_COMBO_ROW (fields->campaign));
  GDate first, last;

  if (!esp_goal_parse_date (from, &first))
    return esp_planning_window_fail (self, fields->from,
                                     _ ("Write the first day like 2026-03-01.")),
           FALSE;
  if (!esp_goal_parse_date (until, &last) || g_date_compare (&first, &last) > 0)
    return esp_planning_window_fail (self, fields->until,
                                     _ ("Write the last day like 2026-03-31, not before the "
                                        "first.")),
           FALSE;
  if (!esp_plan_parse_amount (planned, self->read->currency, &line->planned))
    return refuse_amount (fields, fields->planned);
  if (!esp_plan_parse_amount (committed, self->read->currency, &line->committed))
    return refuse_amount (fields, fields->committed);
  line->id = fields->id;
  line->medium =
    g_strdup (esp_budget_get_media ()[adw_combo_row_get_selected (ADW_COMBO_ROW (fields->medium))]);
  line->from_us = to_us (&first);
  line->to_us = to_us (&last) + ESP_USEC_PER_DAY;
  line->note = dup_text (fields->note);
  if (campaign > 0 && campaign <= self->read->campaigns->len)
    line->campaign_id = ((EspCampaign *) self->read->campaigns->pdata[campaign - 1])->id;
  return TRUE;
}

static void
save_clicked_cb (GtkButton *button, const Fields *fields)
{
  EspPlanningChange *change = esp_planning_change_new (fields->window);
  EspBudgetLine *line = g_new0 (EspBudgetLine, 1);

  change->line = line;
  if (take (fields, line))
    {
      esp_planning_change_write (change, "plan-budget", save_cb);
      return;
    }
  esp_planning_change_free (change);
}

static void
remove_clicked_cb (GtkButton *button, const Fields *fields)
{
  EspPlanningChange *change = esp_planning_change_new (fields->window);

  change->id = fields->id;
  esp_planning_change_write (change, "plan-budget", remove_write);
}

static GtkWidget *
medium_row_new (const EspBudgetLine *line)
{
  const char *const *media = esp_budget_get_media ();
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  guint chosen = 0;

  for (guint i = 0; media[i] != NULL; i++)
    {
      g_ptr_array_add (names, (gpointer) esp_calendar_medium_words (media[i]));
      if (line != NULL && g_str_equal (line->medium, media[i]))
        chosen = i;
    }
  g_ptr_array_add (names, NULL);
  return esp_form_choice_row_new (_ ("For what"), (const char *const *) names->pdata, chosen);
}

static GtkWidget *
campaign_row_new (const EspPlanningRead *read, const EspBudgetLine *line)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  guint chosen = 0;

  g_ptr_array_add (names, (gpointer) _ ("None"));
  for (guint i = 0; i < read->campaigns->len; i++)
    {
      const EspCampaign *campaign = g_ptr_array_index (read->campaigns, i);

      g_ptr_array_add (names, campaign->name);
      if (line != NULL && line->campaign_id == campaign->id)
        chosen = i + 1;
    }
  g_ptr_array_add (names, NULL);
  return esp_form_choice_row_new (_ ("Of the campaign"), (const char *const *) names->pdata,
                                  chosen);
}

static GtkWidget *
money_row_new (const char *title, gint64 amount, const char *currency)
{
  g_autofree char *text = amount > 0 ? esp_plan_write_amount (amount, currency) : NULL;

  return esp_form_entry_row_new (title, text);
}

static void
add_buttons (GtkWidget *row, Fields *fields)
{
  GtkWidget *line = adw_action_row_new ();
  GtkWidget *save =
    gtk_button_new_with_mnemonic (fields->id == 0 ? _ ("_Add the budget") : _ ("_Save"));

  gtk_widget_set_valign (save, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (save, "suggested-action");
  g_signal_connect (save, "clicked", G_CALLBACK (save_clicked_cb), fields);
  if (fields->id != 0)
    {
      GtkWidget *gone = gtk_button_new_with_mnemonic (_ ("_Remove"));

      gtk_widget_set_valign (gone, GTK_ALIGN_CENTER);
      g_signal_connect (gone, "clicked", G_CALLBACK (remove_clicked_cb), fields);
      adw_action_row_add_prefix (ADW_ACTION_ROW (line), gone);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (line), save);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), line);
}

static void
add_fields (EspPlanningWindow *self, GtkWidget *row, const EspBudgetLine *line)
{
  const EspPlanningRead *read = self->read;
  Fields *fields = g_new0 (Fields, 1);
  g_autofree char *from = line != NULL ? day_text (line->from_us) : NULL;
  g_autofree char *until = line != NULL ? day_text (line->to_us - ESP_USEC_PER_DAY) : NULL;

  fields->window = self;
  fields->id = line != NULL ? line->id : 0;
  fields->medium = medium_row_new (line);
  fields->campaign = campaign_row_new (read, line);
  fields->from = esp_form_entry_row_new (_ ("First day, such as 2026-03-01"), from);
  fields->until = esp_form_entry_row_new (_ ("Last day, such as 2026-03-31"), until);
  fields->planned =
    money_row_new (C_ ("budget", "Planned"), line != NULL ? line->planned : 0, read->currency);
  fields->committed = money_row_new (_ ("Ordered already, beside sends and items of the plan"),
                                     line != NULL ? line->committed : 0, read->currency);
  fields->note = esp_form_entry_row_new (C_ ("plan", "Note"), line != NULL ? line->note : NULL);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), fields->medium);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), fields->campaign);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), fields->planned);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), fields->from);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), fields->until);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), fields->committed);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), fields->note);
  add_buttons (row, fields);
  g_object_set_data_full (G_OBJECT (row), LINE_KEY, fields, g_free);
}

static GtkWidget *
line_row_new (EspPlanningWindow *self, const EspBudgetLine *line)
{
  GtkWidget *row = adw_expander_row_new ();
  EspLang lang = esp_session_get_lang (self->session);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *money = esp_format_money (line->planned, self->read->currency);
  g_autofree char *from = esp_format_date (line->from_us, utc, ESP_DATE_DAY, lang);
  g_autofree char *until =
    esp_format_date (line->to_us - ESP_USEC_PER_DAY, utc, ESP_DATE_DAY, lang);
  const char *campaign = NULL;
  g_autofree char *title = NULL;
  g_autofree char *text = g_strdup_printf ("%s – %s", from, until);

  for (guint i = 0; i < self->read->campaigns->len && campaign == NULL; i++)
    if (((EspCampaign *) self->read->campaigns->pdata[i])->id == line->campaign_id)
      campaign = ((EspCampaign *) self->read->campaigns->pdata[i])->name;
  title = g_strdup_printf ("%s%s%s · %s", esp_calendar_medium_words (line->medium),
                           campaign != NULL ? " · " : "", campaign != NULL ? campaign : "", money);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), text);
  add_fields (self, row, line);
  return row;
}

/**
 * esp_planning_budgets_new:
 *
 * Returns: (transfer floating)
 */
GtkWidget *
esp_planning_budgets_new (EspPlanningWindow *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *add = adw_expander_row_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Budgets"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("What is committed and spent is counted from sends, "
                                            "items of the plan and reports of ad "
                                            "platforms."));
  for (guint i = 0; i < self->read->lines->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               line_row_new (self, g_ptr_array_index (self->read->lines, i)));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (add), _ ("Add a budget"));
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (add), esp_icon_new ("esp-add-symbolic"));
  add_fields (self, add, NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), add);
  return group;
}
