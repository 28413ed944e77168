/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small window in which a report is told to make itself. */
#define G_LOG_DOMAIN "esp-reports"

#include "config.h"

#include "views/reports/esp-report-schedule-window.h"

#include "store/esp-report-docs.h"
#include "views/shell/esp-choice.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-report-schedule.h"

#include <glib/gi18n.h>

#define MAX_RUNS 5

struct _EspReportScheduleWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  gint64 id;
  EspFormFrame frame;
  GtkWidget *every;
  GtkWidget *on;
  GtkWidget *at;
  GtkWidget *format;
  GtkWidget *folder;
  GtkWidget *email;
  GtkWidget *past; /* the group of what came of it */
};

G_DEFINE_FINAL_TYPE (EspReportScheduleWindow, esp_report_schedule_window, ADW_TYPE_WINDOW)

static const char *const everies[] = { N_ ("Not by itself"), N_ ("Every day"), N_ ("Every week"),
                                       N_ ("Every month") };
static const char *const file_kinds[] = { N_ ("PDF"), N_ ("Excel workbook"),
                                          N_ ("OpenDocument workbook") };

static GtkWidget *
make_choice (const char *title, const char *const *choices, guint n, guint selected)
{
  GtkWidget *row = esp_choice_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (list, _ (choices[i]));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  return row;
}

static GtkWidget *
make_entry (const char *title, const char *text)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
  return row;
}

static char *
read_entry (GtkWidget *row)
{
  char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  if (*text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

/* Reading */

typedef struct
{
  gint64 id;
  EspReportDoc *doc; /* (owned) */
  GPtrArray *runs;   /* (owned) */
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_clear_pointer (&load->doc, esp_report_doc_free);
  g_clear_pointer (&load->runs, g_ptr_array_unref);
  g_free (load);
}

static gboolean
load_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Load *load = data;

  load->doc = esp_report_doc_load (tx, load->id, error);
  load->runs = load->doc != NULL ? esp_report_doc_list_runs (tx, load->id, MAX_RUNS, error) : NULL;
  return load->runs != NULL;
}

static void
show_runs (EspReportScheduleWindow *self, GPtrArray *runs)
{
  static const char *const states[] = { N_ ("Made"), N_ ("Failed"),
                                        N_ ("Missed: the program was closed or the computer off") };

  for (guint i = 0; i < runs->len; i++)
    {
      const EspReportRun *run = g_ptr_array_index (runs, i);
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *time =
        esp_format_date (run->due_us, esp_session_get_zone (self->session), ESP_DATE_DAY_TIME,
                         esp_session_get_lang (self->session));
      g_autofree char *detail = run->detail != NULL
                                  ? g_strdup_printf ("%s · %s", _ (states[run->state]), run->detail)
                                  : g_strdup (_ (states[run->state]));

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), time);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->past), row);
    }
  gtk_widget_set_visible (self->past, runs->len > 0);
}

static void
show_schedule (EspReportScheduleWindow *self, const EspReportSchedule *schedule)
{
  g_autofree char *at = g_strdup_printf ("%02u:%02u", schedule->hour, schedule->minute);

  adw_combo_row_set_selected (ADW_COMBO_ROW (self->every), schedule->every + 1);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->format), MIN (schedule->format, ESP_REPORT_ODS));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->on), schedule->on);
  gtk_editable_set_text (GTK_EDITABLE (self->at), at);
  gtk_editable_set_text (GTK_EDITABLE (self->folder),
                         schedule->folder != NULL ? schedule->folder : "");
  gtk_editable_set_text (GTK_EDITABLE (self->email),
                         schedule->email != NULL ? schedule->email : "");
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspReportScheduleWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  Load *load = esp_store_read_finish (ESP_STORE (source), result, &error);
  g_auto (EspReportSchedule) schedule = { 0 };

  if (load == NULL)
    {
      g_autofree char *text = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, text);
      return;
    }
  if (load->doc->schedule != NULL &&
      esp_report_schedule_parse (load->doc->schedule, &schedule, NULL))
    show_schedule (self, &schedule);
  show_runs (self, load->runs);
  load_free (load);
}

/* Writing */

typedef struct
{
  gint64 id;
  char *json; /* (owned) (nullable) */
  gint64 next_us;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  g_free (save->json);
  g_free (save);
}

static gboolean
save_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Save *save = data;

  return esp_report_doc_set_schedule (tx, save->id, save->json, save->next_us, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspReportScheduleWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  text = esp_store_message (error);
  esp_form_frame_set_problem (&self->frame, text);
}

/* What is wrong in words, the first thing only; NULL: nothing. */
static const char *
find_problem (const EspReportSchedule *schedule)
{
  if (schedule->hour > 23 || schedule->minute > 59)
    return _ ("Write the time as 09:00.");
  if (schedule->folder == NULL && schedule->email == NULL)
    return _ ("Say where the report goes: a folder, an address, or both.");
  if (schedule->folder != NULL && !g_path_is_absolute (schedule->folder))
    return _ ("Write the whole path of the folder, beginning with /.");
  if (schedule->every == ESP_REPORT_EVERY_WEEK && schedule->on > 7)
    return _ ("Of a week the day is a number from 1, Monday, to 7.");
  return esp_report_schedule_check (schedule, NULL) ? NULL
                                                    : _ ("The address is not an email address.");
}

static void
read_time (EspReportScheduleWindow *self, EspReportSchedule *schedule)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->at));
  char *end = NULL;

  schedule->hour = (guint) g_ascii_strtoull (text, &end, 10);
  schedule->minute = *end == ':' ? (guint) g_ascii_strtoull (end + 1, NULL, 10) : 99;
}

static void
accept_cb (EspReportScheduleWindow *self)
{
  guint every = adw_combo_row_get_selected (ADW_COMBO_ROW (self->every));
  g_auto (EspReportSchedule) schedule = { 0 };
  const char *problem = NULL;
  Save *save;

  schedule.every = every > 0 ? (EspReportEvery) (every - 1) : ESP_REPORT_EVERY_DAY;
  schedule.on = (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->on));
  schedule.format = (EspReportFormat) adw_combo_row_get_selected (ADW_COMBO_ROW (self->format));
  schedule.folder = read_entry (self->folder);
  schedule.email = read_entry (self->email);
  read_time (self, &schedule);
  if (every > 0)
    problem = find_problem (&schedule);
  esp_form_frame_set_problem (&self->frame, problem);
  gtk_widget_set_sensitive (self->frame.accept, TRUE);
  if (problem != NULL)
    return;
  save = g_new0 (Save, 1);
  save->id = self->id;
  save->json = every > 0 ? esp_report_schedule_to_json (&schedule) : NULL;
  save->next_us =
    esp_report_schedule_next (&schedule, esp_clock_now_us (esp_session_get_clock (self->session)),
                              esp_session_get_zone (self->session));
  esp_store_write_async (esp_session_get_store (self->session), NULL, save_in_tx, save, save_free,
                         saved_cb, g_object_ref (self));
}

static void
esp_report_schedule_window_dispose (GObject *object)
{
  g_clear_object (&ESP_REPORT_SCHEDULE_WINDOW (object)->session);
  G_OBJECT_CLASS (esp_report_schedule_window_parent_class)->dispose (object);
}

static void
esp_report_schedule_window_class_init (EspReportScheduleWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_report_schedule_window_dispose;
}

static void
esp_report_schedule_window_init (EspReportScheduleWindow *self)
{
}

static GtkWidget *
make_day_row (EspReportScheduleWindow *self)
{
  GtkWidget *row = adw_action_row_new ();
  const char *title = _ ("Day of the week, 1 is Monday, or of the month");

  self->on = gtk_spin_button_new_with_range (1, 31, 1);
  gtk_widget_set_valign (self->on, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->on), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->on);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->on);
  return row;
}

static void
build (EspReportScheduleWindow *self)
{
  GtkWidget *when = esp_form_group_new (NULL, _ ("This computer must be on, with the program or "
                                                 "its engine running. What was missed "
                                                 "is made when it is back."));
  GtkWidget *where = esp_form_group_new (_ ("Where it goes"), NULL);

  self->every = make_choice (_ ("Make this report"), everies, G_N_ELEMENTS (everies), 0);
  self->at = make_entry (_ ("Time"), "09:00");
  self->format = make_choice (_ ("File"), file_kinds, G_N_ELEMENTS (file_kinds), 0);
  self->folder = make_entry (_ ("Folder, the whole path"), NULL);
  self->email = make_entry (_ ("Email address"), NULL);
  self->past = esp_form_group_new (_ ("So far"), NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (when), self->every);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (when), make_day_row (self));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (when), self->at);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (where), self->format);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (where), self->folder);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (where), self->email);
  gtk_widget_set_visible (self->past, FALSE);
  gtk_box_append (GTK_BOX (self->frame.box), when);
  gtk_box_append (GTK_BOX (self->frame.box), where);
  gtk_box_append (GTK_BOX (self->frame.box), self->past);
  g_signal_connect_object (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * esp_report_schedule_window_present:
 */
void
esp_report_schedule_window_present (EspSession *session, gint64 id)
{
  EspReportScheduleWindow *self = g_object_new (ESP_TYPE_REPORT_SCHEDULE_WINDOW, NULL);
  Load *load = g_new0 (Load, 1);

  self->session = g_object_ref (session);
  self->id = id;
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session),
                                      _ ("Make by Itself"), _ ("_Apply"));
  build (self);
  load->id = id;
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, load_in_tx, load, load_free,
                        NULL, loaded_cb, g_object_ref (self));
  gtk_window_present (GTK_WINDOW (self));
}
