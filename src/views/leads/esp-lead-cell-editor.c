/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits one value over its cell: Enter saves, Tab saves and goes on, Escape gives up; what cannot be saved
 * stays open and says why. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-cell-editor.h"

#include "views/leads/esp-field-problem.h"
#include "views/leads/esp-lead-format.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-lead-edit.h"

#include <glib/gi18n.h>

/* Narrow columns are edited in more room. */
#define MIN_WIDTH 180

struct _EspLeadCellEditor
{
  GtkPopover parent_instance;

  EspSession *session; /* the window's; outlives the editor */
  gint64 lead_id;
  char *column; /* (owned) */
  char *label;  /* (owned) the field's name */
  char *before; /* (owned) what stood there, as it is typed */
  GtkWidget *box;
  GtkWidget *entry;   /* a GtkEntry, or a GtkDropDown of choices */
  GtkWidget *problem; /* a label */
  GPtrArray *choices; /* (owned) (nullable) of text: what the names of the list stand for */
  gboolean is_over;   /* saved or given up */
  gboolean is_saving;
  int step;
};

enum
{
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspLeadCellEditor, esp_lead_cell_editor, GTK_TYPE_POPOVER)

/* As it is typed: dates in the form that is read again. */
static char *
dup_before (EspSession *session, const EspField *field, const EspValue *value)
{
  if (value->type == ESP_VALUE_NULL)
    return g_strdup ("");
  if (value->type == ESP_VALUE_TEXT && g_str_equal (field->column, "stage"))
    return g_strdup (value->text);
  if (field->type == ESP_FIELD_BOOLEAN)
    return g_strdup (value->integer != 0 ? "1" : "0");
  if (field->type == ESP_FIELD_DATETIME)
    {
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (value->integer / G_USEC_PER_SEC);
      g_autoptr (GDateTime) local =
        utc != NULL ? g_date_time_to_timezone (utc, esp_session_get_zone (session)) : NULL;

      return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("");
    }
  return esp_lead_format_value (session, field, value);
}

static char *
dup_typed (EspLeadCellEditor *self)
{
  guint at;

  if (self->choices == NULL)
    return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  at = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->entry));
  return g_strdup (at < self->choices->len ? self->choices->pdata[at] : "");
}

static void
finish (EspLeadCellEditor *self, int step)
{
  if (self->is_over)
    return;
  self->is_over = TRUE;
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[DONE], 0, step);
}

static void
refuse (EspLeadCellEditor *self, const char *sentence)
{
  gtk_label_set_label (GTK_LABEL (self->problem), sentence);
  gtk_widget_set_visible (self->problem, TRUE);
  esp_session_announce (self->session, sentence, TRUE);
  (void) gtk_widget_grab_focus (self->entry); /* where it is */
}

/* Saving */

typedef struct
{
  EspLeadCellEditor *editor; /* (owned) */
  EspLeadEdit edit;
  char *column; /* (owned) */
  char *text;   /* (owned) */
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->editor);
  g_free (saving->column);
  g_free (saving->text);
  esp_value_clear (&saving->edit.value);
  g_time_zone_unref (saving->edit.zone);
  g_free (saving);
}

static gboolean
write_value (EspTx *tx, gpointer data, GError **error)
{
  return esp_lead_edit_apply (tx, &((Saving *) data)->edit, error);
}

/* Returns: (transfer full) (nullable): why it was not saved */
static char *
dup_problem (const Saving *saving, gboolean is_ok, const GError *error)
{
  if (!is_ok)
    return esp_store_message (error);
  if (saving->edit.problem != ESP_FIELD_INPUT_OK)
    return g_strdup (esp_field_problem_sentence (saving->edit.problem));
  if (saving->edit.taken_by != 0)
    return g_strdup (_ ("Another lead has this address already."));
  return NULL;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  EspLeadCellEditor *self = saving->editor;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;
  gboolean is_ok = esp_store_write_finish (ESP_STORE (source), result, &history_id, &error);
  g_autofree char *problem = dup_problem (saving, is_ok, error);
  g_autofree char *text = g_strdup_printf (_ ("%s saved"), self->label);

  self->is_saving = FALSE;
  if (problem != NULL && self->is_over)
    esp_session_toast (self->session, problem);
  else if (problem != NULL)
    refuse (self, problem);
  else
    {
      if (history_id != 0)
        esp_session_toast_undo (self->session, text, history_id);
      finish (self, self->step);
    }
  saving_free (saving);
}

static void
commit (EspLeadCellEditor *self, int step)
{
  const EspOperation operation = { .kind = "edit", .summary = self->label };
  g_autofree char *typed = dup_typed (self);
  Saving *saving;

  if (self->is_saving || self->is_over)
    return;
  if (g_str_equal (typed, self->before))
    {
      finish (self, step);
      return;
    }
  self->is_saving = TRUE;
  self->step = step;
  saving = g_new0 (Saving, 1);
  saving->editor = g_object_ref (self);
  saving->column = g_strdup (self->column);
  saving->text = g_steal_pointer (&typed);
  saving->edit = (EspLeadEdit){ .lead_id = self->lead_id,
                                .column = saving->column,
                                .text = saving->text,
                                .zone = g_time_zone_ref (esp_session_get_zone (self->session)) };
  esp_store_write_async (esp_session_get_store (self->session), &operation, write_value, saving,
                         NULL, saved_cb, saving);
}

/* Keys. The input method has them first: the Enter that ends a syllable comes here as "activate" only when
 * nothing is composed any more. */

static void
activate_cb (EspLeadCellEditor *self)
{
  commit (self, 0);
}

static gboolean
step_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  commit (ESP_LEAD_CELL_EDITOR (widget), GPOINTER_TO_INT (user_data));
  return GDK_EVENT_STOP;
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  finish (ESP_LEAD_CELL_EDITOR (widget), 0);
  return GDK_EVENT_STOP;
}

static void
add_key (GtkEventController *keys, guint key, GdkModifierType mods, GtkShortcutFunc func, int step)
{
  GtkShortcut *shortcut =
    gtk_shortcut_new (gtk_keyval_trigger_new (key, mods),
                      gtk_callback_action_new (func, GINT_TO_POINTER (step), NULL));

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), shortcut);
}

static void
add_keys (EspLeadCellEditor *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  add_key (keys, GDK_KEY_Tab, 0, step_cb, 1);
  add_key (keys, GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK, step_cb, -1);
  add_key (keys, GDK_KEY_Tab, GDK_SHIFT_MASK, step_cb, -1);
  add_key (keys, GDK_KEY_Escape, 0, escape_cb, 0);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_BUBBLE);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* After the popover has closed, and is not in use any more. */
static gboolean
unparent_cb (gpointer user_data)
{
  g_autoptr (GtkWidget) popover = user_data;

  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

/* A click elsewhere saves, as in a spreadsheet. */
static void
closed_cb (EspLeadCellEditor *self)
{
  if (!self->is_over)
    {
      commit (self, 0);
      self->is_over = TRUE;
    }
  g_idle_add (unparent_cb, g_object_ref (self));
}

static void
esp_lead_cell_editor_finalize (GObject *object)
{
  EspLeadCellEditor *self = ESP_LEAD_CELL_EDITOR (object);

  g_free (self->column);
  g_free (self->label);
  g_free (self->before);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  G_OBJECT_CLASS (esp_lead_cell_editor_parent_class)->finalize (object);
}

static void
esp_lead_cell_editor_class_init (EspLeadCellEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_lead_cell_editor_finalize;

  /**
   * EspLeadCellEditor::done:
   * @step: where the editing goes on: 1 the next column, -1 the one before, 0 nowhere
   */
  signals[DONE] = g_signal_new ("done", ESP_TYPE_LEAD_CELL_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
esp_lead_cell_editor_init (EspLeadCellEditor *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  self->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0.0f);
  gtk_widget_add_css_class (self->problem, "error");
  gtk_widget_add_css_class (self->problem, "caption");
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self), FALSE);
  gtk_popover_set_child (GTK_POPOVER (self), self->box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "esp-cell-editor");
  g_signal_connect (self, "closed", G_CALLBACK (closed_cb), NULL);
  add_keys (self);
}

static void
add_choice (EspLeadCellEditor *self, GtkStringList *names, const char *text, const char *name)
{
  g_ptr_array_add (self->choices, g_strdup (text));
  gtk_string_list_append (names, name);
}

static void
build_choices (EspLeadCellEditor *self, const EspField *field)
{
  static const char *const stages[] = { "anonymous", "identified",  "lead",    "mql",
                                        "sql",       "opportunity", "customer" };
  GtkStringList *names = gtk_string_list_new (NULL);
  guint at;

  self->choices = g_ptr_array_new_with_free_func (g_free);
  add_choice (self, names, "", C_ ("value", "None"));
  if (field->type == ESP_FIELD_BOOLEAN)
    {
      add_choice (self, names, "1", C_ ("value", "Yes"));
      add_choice (self, names, "0", C_ ("value", "No"));
    }
  else
    for (gsize i = 0; i < G_N_ELEMENTS (stages); i++)
      add_choice (self, names, stages[i], esp_lead_stage_label (stages[i]));
  /* A stage of the user's own stays what it is. */
  if (!g_ptr_array_find_with_equal_func (self->choices, self->before, g_str_equal, NULL))
    add_choice (self, names, self->before, self->before);
  self->entry = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  if (g_ptr_array_find_with_equal_func (self->choices, self->before, g_str_equal, &at))
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->entry), at);
  g_signal_connect_object (self->entry, "notify::selected", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * esp_lead_cell_editor_new:
 * @field: that can be edited
 *
 * Returns: (transfer floating): the editor, to be opened
 */
GtkWidget *
esp_lead_cell_editor_new (EspSession *session, const EspLead *lead, const EspField *field)
{
  EspLeadCellEditor *self = g_object_new (ESP_TYPE_LEAD_CELL_EDITOR, NULL);
  int index = esp_fields_find (lead->fields, field->column);

  self->session = session;
  self->lead_id = lead->id;
  self->column = g_strdup (field->column);
  self->label = g_strdup (esp_lead_field_label (field));
  self->before = dup_before (session, field, &lead->values[index]);
  if (field->type == ESP_FIELD_BOOLEAN || g_str_equal (field->column, "stage"))
    build_choices (self, field);
  else
    {
      self->entry = gtk_entry_new ();
      gtk_editable_set_text (GTK_EDITABLE (self->entry), self->before);
      g_signal_connect_object (self->entry, "activate", G_CALLBACK (activate_cb), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->label, -1);
  gtk_box_append (GTK_BOX (self->box), self->entry);
  gtk_box_append (GTK_BOX (self->box), self->problem);
  return GTK_WIDGET (self);
}

/**
 * esp_lead_cell_editor_open:
 * @at: the cell, in the coordinates of @parent
 *
 * Opens over the cell. The editor lets go of its parent when it closes.
 */
void
esp_lead_cell_editor_open (EspLeadCellEditor *self, GtkWidget *parent, const GdkRectangle *at)
{
  GdkRectangle above = { at->x, at->y, MAX (at->width, 1), 1 };

  gtk_widget_set_size_request (self->entry, MAX (at->width, MIN_WIDTH), -1);
  gtk_widget_set_parent (GTK_WIDGET (self), parent);
  gtk_popover_set_pointing_to (GTK_POPOVER (self), &above);
  gtk_popover_set_position (GTK_POPOVER (self), GTK_POS_BOTTOM);
  gtk_popover_popup (GTK_POPOVER (self));
  (void) gtk_widget_grab_focus (self->entry); /* it can always be typed into */
}
