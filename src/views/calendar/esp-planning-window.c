/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of what plans rest on: money, special days, and when this computer is on. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-planning-window-private.h"

#include "store/esp-campaigns.h"
#include "store/esp-meta.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (EspPlanningWindow, esp_planning_window, ADW_TYPE_WINDOW)

static void
read_free (gpointer data)
{
  EspPlanningRead *read = data;

  if (read == NULL)
    return;
  g_clear_pointer (&read->lines, g_ptr_array_unref);
  g_clear_pointer (&read->campaigns, g_ptr_array_unref);
  g_clear_pointer (&read->holidays, esp_holidays_free);
  g_clear_pointer (&read->of_country, esp_holidays_free);
  g_free (read->currency);
  g_free (read);
}

static gboolean
read_cb (EspTx *tx, gpointer data, GError **error)
{
  EspPlanningRead *read = data;
  g_autofree char *country = esp_meta_get_text (tx, ESP_META_COUNTRY, "KR", error);
  g_autofree char *hours =
    country != NULL ? esp_meta_get_text (tx, ESP_META_COMPUTER, "", error) : NULL;

  if (hours == NULL || !esp_computer_hours_parse (hours, &read->hours, error))
    return FALSE;
  read->currency = esp_meta_get_text (tx, ESP_META_CURRENCY, "KRW", error);
  read->lines = read->currency != NULL ? esp_budget_line_list (tx, error) : NULL;
  read->campaigns = read->lines != NULL ? esp_campaign_list (tx, error) : NULL;
  read->holidays = read->campaigns != NULL ? esp_plan_load_holidays (tx, error) : NULL;
  read->of_country = read->holidays != NULL ? esp_holidays_new (country, NULL, error) : NULL;
  return read->of_country != NULL;
}

static void
fill (EspPlanningWindow *self)
{
  GtkWidget *(*const makers[]) (EspPlanningWindow *) = { esp_planning_budgets_new,
                                                         esp_planning_days_new,
                                                         esp_planning_hours_new };

  for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
    {
      if (self->groups[i] != NULL)
        adw_preferences_page_remove (ADW_PREFERENCES_PAGE (self->page),
                                     ADW_PREFERENCES_GROUP (self->groups[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
    {
      self->groups[i] = makers[i](self);
      adw_preferences_page_add (ADW_PREFERENCES_PAGE (self->page),
                                ADW_PREFERENCES_GROUP (self->groups[i]));
    }
}

static void
read_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspPlanningWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  EspPlanningRead *read = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->page == NULL)
    {
      read_free (read);
      return;
    }
  if (read == NULL)
    {
      g_autofree char *message = esp_store_message (error);

      esp_planning_window_fail (self, NULL, message);
      return;
    }
  read_free (self->read);
  self->read = read;
  fill (self);
}

static void
look (EspPlanningWindow *self)
{
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, read_cb,
                        g_new0 (EspPlanningRead, 1), read_free, NULL, read_done_cb,
                        g_object_ref (self));
}

static void
changed_cb (EspPlanningWindow *self, EspChanges *changes)
{
  if (self->page != NULL &&
      esp_changes_has (changes, ESP_CHANGE_PLAN | ESP_CHANGE_SETTING | ESP_CHANGE_CAMPAIGN))
    look (self);
}

/**
 * esp_planning_window_fail:
 * @where: (nullable): gets the keyboard
 */
void
esp_planning_window_fail (EspPlanningWindow *self, GtkWidget *where, const char *sentence)
{
  gtk_label_set_label (GTK_LABEL (self->problem), sentence);
  gtk_widget_set_visible (self->problem, sentence != NULL && *sentence != '\0');
  esp_session_announce (self->session, sentence, TRUE);
  if (where != NULL)
    (void) gtk_widget_grab_focus (where); /* the sentence is there all the same */
}

/* Changes */

/**
 * esp_planning_change_new:
 */
EspPlanningChange *
esp_planning_change_new (EspPlanningWindow *self)
{
  EspPlanningChange *change = g_new0 (EspPlanningChange, 1);

  change->window = g_object_ref (self);
  return change;
}

/**
 * esp_planning_change_free:
 */
void
esp_planning_change_free (EspPlanningChange *change)
{
  g_object_unref (change->window);
  esp_budget_line_free (change->line);
  g_free (change->amounts[0]);
  g_free (change->amounts[1]);
  g_free (change->name);
  g_free (change);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EspPlanningChange *change = user_data;
  EspPlanningWindow *self = change->window;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      if (self->page != NULL)
        gtk_widget_set_visible (self->problem, FALSE);
      esp_session_toast_undo (self->session, _ ("Plan changed"), history_id);
    }
  else if (self->page != NULL)
    {
      g_autofree char *message = esp_store_message (error);

      esp_planning_window_fail (self, NULL, message);
    }
  esp_planning_change_free (change);
}

/**
 * esp_planning_change_write:
 * @change: (transfer full)
 */
void
esp_planning_change_write (EspPlanningChange *change, const char *kind, EspStoreFunc func)
{
  const EspOperation operation = { .kind = kind };

  esp_store_write_async (esp_session_get_store (change->window->session), &operation, func, change,
                         NULL, written_cb, change);
}

/* The window */

static void
esp_planning_window_dispose (GObject *object)
{
  ESP_PLANNING_WINDOW (object)->page = NULL; /* the window's own, and gone with it */
  G_OBJECT_CLASS (esp_planning_window_parent_class)->dispose (object);
}

static void
esp_planning_window_finalize (GObject *object)
{
  EspPlanningWindow *self = ESP_PLANNING_WINDOW (object);

  read_free (self->read);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (esp_planning_window_parent_class)->finalize (object);
}

static void
esp_planning_window_class_init (EspPlanningWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_planning_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_planning_window_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
esp_planning_window_init (EspPlanningWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_add_css_class (self->problem, "error");
  gtk_widget_set_margin_start (self->problem, 12);
  gtk_widget_set_margin_end (self->problem, 12);
  gtk_widget_set_margin_top (self->problem, 6);
  gtk_widget_set_visible (self->problem, FALSE);
  self->page = adw_preferences_page_new ();
  gtk_widget_set_vexpand (self->page, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), self->problem);
  gtk_box_append (GTK_BOX (box), self->page);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Budgets and Working Days"));
  gtk_window_set_default_size (GTK_WINDOW (self), 620, 640);
}

/**
 * esp_planning_window_present:
 */
void
esp_planning_window_present (EspSession *session)
{
  EspPlanningWindow *self = g_object_new (ESP_TYPE_PLANNING_WINDOW, NULL);

  self->session = g_object_ref (session);
  gtk_window_set_transient_for (GTK_WINDOW (self), esp_session_get_window (session));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  look (self);
  gtk_window_present (GTK_WINDOW (self));
}
