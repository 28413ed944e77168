/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One field of a lead: typed or chosen, checked, saved with an undo, and its error beside it. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-field-row.h"

#include "views/leads/esp-field-problem.h"
#include "views/leads/esp-lead-drafts.h"
#include "views/leads/esp-lead-format.h"
#include "views/leads/esp-lead-zone-words.h"
#include "views/leads/esp-merge-window.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-lead-edit.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define ERROR_CHARS 30

struct _EspLeadFieldRow
{
  gatomicrefcount refs; /* a write that goes on keeps it */
  EspSession *session;  /* (owned) */
  gint64 lead_id;
  EspFields *fields;     /* (owned) */
  const EspField *field; /* of fields */
  char *label;           /* (owned) */
  char *saved;           /* (owned) the text of the stored value */
  char *writing;         /* (owned) (nullable) what is being saved now */
  gboolean is_showing;   /* the widget changes by itself */
  guint32 taken_by;      /* who has the address that was typed; 0 is nobody */
  GtkWidget *widget;     /* (owned) */
  GtkWidget *error;      /* (owned) (nullable) of an entry */
  GtkWidget *copy;       /* (nullable) */
  GtkWidget *compare;    /* (nullable) */
  GtkWidget *value;      /* (nullable) the label of a plain row */
  GPtrArray *choices;    /* (owned) (nullable) of a choice: the text of each */
};

static EspLeadFieldRow *
row_ref (EspLeadFieldRow *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * esp_lead_field_row_free:
 *
 * Lets go of the row; a write that goes on keeps it until its end.
 */
void
esp_lead_field_row_free (EspLeadFieldRow *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_object_unref (self->widget);
  g_clear_object (&self->error);
  g_object_unref (self->session);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  esp_fields_unref (self->fields);
  g_free (self->label);
  g_free (self->saved);
  g_free (self->writing);
  g_free (self);
}

/* Text and value */

/* As it is typed: dates in the form that is read again; where nothing is typed, as it is read. */
static char *
dup_text (EspLeadFieldRow *self, const EspValue *value)
{
  if (self->value != NULL)
    return esp_lead_format_value (self->session, self->field, value);
  if (value->type != ESP_VALUE_NULL && self->field->type == ESP_FIELD_DATETIME)
    {
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (value->integer / G_USEC_PER_SEC);
      g_autoptr (GDateTime) local =
        utc != NULL ? g_date_time_to_timezone (utc, esp_session_get_zone (self->session)) : NULL;

      return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("");
    }
  if (value->type == ESP_VALUE_INTEGER && self->field->type == ESP_FIELD_BOOLEAN)
    return g_strdup (value->integer != 0 ? "1" : "0");
  if (value->type == ESP_VALUE_TEXT && g_str_equal (self->field->column, "stage"))
    return g_strdup (value->text);
  return esp_lead_format_value (self->session, self->field, value);
}

static gboolean
is_choice (EspLeadFieldRow *self)
{
  return self->choices != NULL;
}

static char *
dup_typed (EspLeadFieldRow *self)
{
  if (is_choice (self))
    {
      guint position = adw_combo_row_get_selected (ADW_COMBO_ROW (self->widget));

      return g_strdup (position < self->choices->len ? g_ptr_array_index (self->choices, position)
                                                     : "");
    }
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->widget))));
}

static void
set_error (EspLeadFieldRow *self, const char *sentence)
{
  if (self->error != NULL)
    esp_form_row_set_error (self->widget, self->error, sentence);
  if (self->compare != NULL)
    gtk_widget_set_visible (self->compare, self->taken_by != 0);
}

static void
show_text (EspLeadFieldRow *self, const char *text)
{
  self->is_showing = TRUE;
  if (is_choice (self))
    for (guint i = 0; i < self->choices->len; i++)
      {
        if (g_str_equal (g_ptr_array_index (self->choices, i), text))
          adw_combo_row_set_selected (ADW_COMBO_ROW (self->widget), i);
      }
  else if (self->value != NULL)
    {
      gtk_label_set_label (GTK_LABEL (self->value), text);
      gtk_widget_set_tooltip_text (self->value, text);
    }
  else if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->widget)), text))
    gtk_editable_set_text (GTK_EDITABLE (self->widget), text);
  self->is_showing = FALSE;
  if (self->copy != NULL)
    gtk_widget_set_sensitive (self->copy, *text != '\0'); /* keeps its place */
}

/* Saving */

typedef struct
{
  EspLeadFieldRow *row; /* a reference */
  EspLeadEdit edit;
  char *column; /* (owned) */
  char *text;   /* (owned) */
} Saving;

static void
saving_free (Saving *saving)
{
  g_free (saving->column);
  g_free (saving->text);
  esp_value_clear (&saving->edit.value);
  g_time_zone_unref (saving->edit.zone);
  g_free (saving);
}

static gboolean
write_field (EspTx *tx, gpointer data, GError **error)
{
  return esp_lead_edit_apply (tx, &((Saving *) data)->edit, error);
}

static void
refuse (EspLeadFieldRow *self, const char *typed, const char *sentence)
{
  esp_lead_drafts_keep (self->session, self->lead_id, self->field->column, typed);
  set_error (self, sentence);
  esp_session_announce (self->session, sentence, TRUE);
}

static void
saved (EspLeadFieldRow *self, const Saving *saving, gint64 history_id)
{
  /* Translators: the name of a field, such as Email */
  g_autofree char *text = g_strdup_printf (_ ("%s saved"), self->label);
  g_autofree char *typed = dup_typed (self);

  esp_lead_drafts_drop (self->session, self->lead_id, self->field->column);
  self->taken_by = 0;
  set_error (self, NULL);
  g_free (self->saved);
  self->saved = dup_text (self, &saving->edit.value);
  if (g_strcmp0 (typed, saving->text) == 0)
    show_text (self, self->saved); /* an address or a number as it is kept */
  if (history_id != 0)
    esp_session_toast_undo (self->session, text, history_id);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  EspLeadFieldRow *self = saving->row;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  g_clear_pointer (&self->writing, g_free);
  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *message = esp_store_message (error);

      refuse (self, saving->text, message);
    }
  else if (saving->edit.problem != ESP_FIELD_INPUT_OK)
    refuse (self, saving->text, esp_field_problem_sentence (saving->edit.problem));
  else if (saving->edit.taken_by != 0)
    {
      self->taken_by = (guint32) saving->edit.taken_by;
      refuse (self, saving->text, _ ("Another lead has this address already."));
    }
  else
    saved (self, saving, history_id);
  saving_free (saving);
  esp_lead_field_row_free (self);
}

/**
 * esp_lead_field_row_commit:
 *
 * Saves what was typed, if anything was and it can be.
 */
void
esp_lead_field_row_commit (EspLeadFieldRow *self)
{
  const EspOperation operation = { .kind = "edit", .summary = self->label };
  g_autofree char *typed = NULL;
  Saving *saving;

  if (self->value != NULL)
    return;
  typed = dup_typed (self);
  if (g_str_equal (typed, self->saved))
    {
      esp_lead_drafts_drop (self->session, self->lead_id, self->field->column);
      self->taken_by = 0;
      set_error (self, NULL);
      return;
    }
  if (g_strcmp0 (typed, self->writing) == 0)
    return;
  g_free (self->writing);
  self->writing = g_strdup (typed);
  saving = g_new0 (Saving, 1);
  saving->row = row_ref (self);
  saving->column = g_strdup (self->field->column);
  saving->text = g_steal_pointer (&typed);
  saving->edit = (EspLeadEdit){ .lead_id = self->lead_id,
                                .column = saving->column,
                                .text = saving->text,
                                .zone = g_time_zone_ref (esp_session_get_zone (self->session)) };
  esp_store_write_async (esp_session_get_store (self->session), &operation, write_field, saving,
                         NULL, saved_cb, saving);
}

/* What the user does */

static void
commit_cb (EspLeadFieldRow *self)
{
  if (!self->is_showing)
    esp_lead_field_row_commit (self);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  EspLeadFieldRow *self = user_data;

  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (widget)), self->saved))
    return GDK_EVENT_PROPAGATE;
  esp_lead_drafts_drop (self->session, self->lead_id, self->field->column);
  self->taken_by = 0;
  set_error (self, NULL);
  show_text (self, self->saved);
  return GDK_EVENT_STOP;
}

static void
copy_cb (EspLeadFieldRow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (self->widget), self->saved);
  esp_session_toast (self->session, _ ("Copied"));
}

static void
compare_cb (EspLeadFieldRow *self)
{
  if (self->taken_by != 0)
    esp_merge_window_present (self->session, (guint32) self->lead_id, self->taken_by);
}

static void
day_cb (GtkCalendar *calendar, EspLeadFieldRow *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (calendar);
  g_autofree char *text = g_date_time_format (day, "%Y-%m-%d");

  gtk_editable_set_text (GTK_EDITABLE (self->widget), text);
  gtk_popover_popdown (
    GTK_POPOVER (gtk_widget_get_ancestor (GTK_WIDGET (calendar), GTK_TYPE_POPOVER)));
  esp_lead_field_row_commit (self);
}

/* Building */

static GtkWidget *
suffix_button_new (const char *icon_name, const char *label)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return button;
}

static GtkWidget *
copy_button_new (EspLeadFieldRow *self)
{
  /* Translators: the name of a field, such as Email */
  g_autofree char *label = g_strdup_printf (_ ("Copy: %s"), self->label);
  GtkWidget *button = suffix_button_new ("esp-copy-symbolic", label);

  gtk_widget_add_css_class (button, "esp-copy");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (copy_cb), self);
  return button;
}

static void
add_calendar (EspLeadFieldRow *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *calendar = gtk_calendar_new ();
  const char *label = _ ("Choose a day");

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "esp-calendar-symbolic");
  gtk_popover_set_child (GTK_POPOVER (popover), calendar);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect (calendar, "day-selected", G_CALLBACK (day_cb), self);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->widget), button);
}

/* A long sentence goes on in the next line, instead of making the column wider. */
static GtkWidget *
error_row_new (void)
{
  GtkWidget *row = g_object_ref_sink (esp_form_error_row_new ());
  GtkWidget *label = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row));

  gtk_label_set_max_width_chars (GTK_LABEL (label), ERROR_CHARS);
  return row;
}

static void
build_entry (EspLeadFieldRow *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->widget = g_object_ref_sink (esp_form_entry_row_new (self->label, NULL));
  self->error = error_row_new ();
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self->widget), TRUE);
  self->copy = copy_button_new (self);
  if (g_str_equal (self->field->column, "email"))
    {
      self->compare = esp_button_new (_ ("Compa_re…"));
      gtk_widget_set_valign (self->compare, GTK_ALIGN_CENTER);
      gtk_widget_set_visible (self->compare, FALSE);
      g_signal_connect_swapped (self->compare, "clicked", G_CALLBACK (compare_cb), self);
      adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->widget), self->compare);
    }
  if (self->field->type == ESP_FIELD_DATE)
    add_calendar (self);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->widget), self->copy);
  g_signal_connect_swapped (self->widget, "apply", G_CALLBACK (commit_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (commit_cb), self);
  gtk_widget_add_controller (self->widget, focus);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape,
                                                                                  0),
                                                          gtk_callback_action_new (escape_cb, self,
                                                                                   NULL)));
  gtk_widget_add_controller (self->widget, keys);
}

static void
add_choice (EspLeadFieldRow *self, GtkStringList *names, const char *text, const char *name)
{
  g_ptr_array_add (self->choices, g_strdup (text));
  gtk_string_list_append (names, name);
}

static void
build_choice (EspLeadFieldRow *self, const char *stored)
{
  static const char *const stages[] = { "anonymous", "identified",  "lead",    "mql",
                                        "sql",       "opportunity", "customer" };
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const char *none[] = { NULL };

  self->choices = g_ptr_array_new_with_free_func (g_free);
  add_choice (self, names, "", C_ ("value", "None"));
  if (self->field->type == ESP_FIELD_BOOLEAN)
    {
      add_choice (self, names, "1", C_ ("value", "Yes"));
      add_choice (self, names, "0", C_ ("value", "No"));
    }
  else
    {
      for (gsize i = 0; i < G_N_ELEMENTS (stages); i++)
        add_choice (self, names, stages[i], esp_lead_stage_label (stages[i]));
      /* A stage of the user's own stays what it is. */
      if (!g_ptr_array_find_with_equal_func (self->choices, stored, g_str_equal, NULL))
        add_choice (self, names, stored, stored);
    }
  self->widget = g_object_ref_sink (esp_form_choice_row_new (self->label, none, 0));
  self->error = g_object_ref_sink (esp_form_error_row_new ());
  self->is_showing = TRUE;
  adw_combo_row_set_model (ADW_COMBO_ROW (self->widget), G_LIST_MODEL (names));
  self->is_showing = FALSE;
  g_signal_connect_swapped (self->widget, "notify::selected", G_CALLBACK (commit_cb), self);
}

static void
build_plain (EspLeadFieldRow *self)
{
  self->widget = g_object_ref_sink (adw_action_row_new ());
  self->value = gtk_label_new (NULL);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->widget), self->label);
  gtk_label_set_ellipsize (GTK_LABEL (self->value), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (self->value), 1.0f);
  gtk_label_set_selectable (GTK_LABEL (self->value), TRUE);
  gtk_widget_set_hexpand (self->value, TRUE);
  self->copy = copy_button_new (self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->widget), self->value);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->widget), self->copy);
}

/**
 * esp_lead_field_row_new:
 * @index: of the field in @fields
 * @is_plain: nothing can be typed
 *
 * Returns: (transfer full): the row, without a value
 */
EspLeadFieldRow *
esp_lead_field_row_new (EspSession *session,
                        gint64 lead_id,
                        EspFields *fields,
                        guint index,
                        gboolean is_plain)
{
  const EspField *field = esp_fields_get (fields, index);
  EspLeadFieldRow *self = g_new0 (EspLeadFieldRow, 1);

  g_atomic_ref_count_init (&self->refs);
  self->session = g_object_ref (session);
  self->lead_id = lead_id;
  self->fields = esp_fields_ref (fields);
  self->field = field;
  self->label = g_strdup (esp_lead_field_label (field));
  self->saved = g_strdup ("");
  if (is_plain || !field->is_editable)
    build_plain (self);
  else if (field->type == ESP_FIELD_BOOLEAN || g_str_equal (field->column, "stage"))
    build_choice (self, "");
  else
    build_entry (self);
  return self;
}

/**
 * esp_lead_field_row_get_widget:
 *
 * Returns: (transfer none): a GtkListBoxRow
 */
GtkWidget *
esp_lead_field_row_get_widget (EspLeadFieldRow *self)
{
  return self->widget;
}

/**
 * esp_lead_field_row_get_error:
 *
 * Returns: (transfer none) (nullable): the row of its error, to stand right below
 */
GtkWidget *
esp_lead_field_row_get_error (EspLeadFieldRow *self)
{
  return self->error;
}

static void
show_choice (EspLeadFieldRow *self, const char *text)
{
  GListModel *names = adw_combo_row_get_model (ADW_COMBO_ROW (self->widget));

  if (!g_ptr_array_find_with_equal_func (self->choices, text, g_str_equal, NULL))
    add_choice (self, GTK_STRING_LIST (names), text, text);
  show_text (self, text);
}

/**
 * esp_lead_field_row_show:
 *
 * Shows the stored value, unless something else is being typed; what was typed before and could not be
 * saved comes back.
 */
void
esp_lead_field_row_show (EspLeadFieldRow *self, const EspValue *value)
{
  g_autofree char *text = dup_text (self, value);
  const char *draft = esp_lead_drafts_get (self->session, self->lead_id, self->field->column);
  g_autofree char *typed = self->value == NULL ? dup_typed (self) : NULL;
  gboolean is_dirty = typed != NULL && !g_str_equal (typed, self->saved);

  g_free (self->saved);
  self->saved = g_strdup (text);
  if (is_choice (self))
    show_choice (self, text);
  else if (draft != NULL && self->value == NULL && !is_dirty)
    {
      EspValue parsed = { 0 };
      EspFieldInputProblem problem =
        esp_field_input_parse (self->field, draft, esp_session_get_zone (self->session), &parsed);

      esp_value_clear (&parsed);
      show_text (self, draft);
      set_error (self, problem != ESP_FIELD_INPUT_OK ? esp_field_problem_sentence (problem)
                                                     : _ ("This is not saved yet."));
    }
  else if (!is_dirty || self->value != NULL)
    show_text (self, text);
}

/**
 * esp_lead_field_row_show_zone:
 * @self: of the time zone
 *
 * Says beside the name of the field whose clock counts for the person, unless the field itself says it.
 */
void
esp_lead_field_row_show_zone (EspLeadFieldRow *self, const EspLead *lead)
{
  const EspLeadPlace place = { esp_lead_get_text (lead, "time_zone"),
                               esp_lead_get_text (lead, "country"),
                               esp_lead_get_text (lead, "phone"),
                               esp_lead_get_text (lead, "email") };
  EspZoneSource source;
  const char *zone = esp_lead_zone_find (&place, &source);
  g_autofree char *words = esp_lead_zone_words (zone, source);
  g_autofree char *title =
    source == ESP_ZONE_SOURCE_STATED
      ? g_strdup (self->label)
      /* Translators: the name of the field Time zone, then whose clock counts */
      : g_strdup_printf (_ ("%s (%s)"), self->label, words);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->widget), title);
  gtk_widget_set_tooltip_text (self->widget, title);
}
