/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a step that changes leads: fields, tags, the stage, a score, one change after the other. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-form-kinds.h"

#include "views/journeys/esp-step-json.h"
#include "views/journeys/esp-step-picker.h"
#include "views/segments/esp-condition-controls.h"
#include "views/segments/esp-date-entry.h"
#include "views/shell/esp-completion.h"

#include <glib/gi18n.h>
#include <string.h>

#define CHANGE_KEY "esp-change"
#define STAGE_FIELD "stage"
#define MAX_AMOUNT 1e9
#define MAX_CHANGES 50
#define DATE_CHARS 10

static const EspStepWord acts[] = {
  { "set", N_ ("Set a field") },
  { "clear", N_ ("Empty a field") },
  { "add", N_ ("Add to a number or score") },
  { "decay", N_ ("Let a number or score fade") },
  { "tag", N_ ("Add a tag") },
  { "untag", N_ ("Remove a tag") },
  { NULL, NULL },
};

static char *
path_of (guint change, const char *member)
{
  return member != NULL ? g_strdup_printf ("changes.%u.%s", change, member)
                        : g_strdup_printf ("changes.%u", change);
}

static const EspStepName *
field_of (EspStepPage *page, guint change)
{
  g_autofree char *path = path_of (change, "field");

  return esp_step_names_find (esp_step_page_get_names (page), ESP_STEP_NAME_FIELD,
                              esp_step_json_peek_text (esp_step_page_get_root (page), path));
}

static const char *
first_of (EspStepPage *page, EspStepNameKind kind, const char *fallback)
{
  const GPtrArray *list = esp_step_names_list (esp_step_page_get_names (page), kind);

  return list->len > 0 ? ((const EspStepName *) list->pdata[0])->reference : fallback;
}

/* A value that the field can have. */
static void
put_value (EspStepPage *page, JsonNode *next, guint change, const char *field)
{
  g_autofree char *path = path_of (change, "value");
  const EspStepName *name =
    esp_step_names_find (esp_step_page_get_names (page), ESP_STEP_NAME_FIELD, field);
  int type = name != NULL ? name->type : ESP_FIELD_TEXT;

  if (type == ESP_FIELD_INTEGER || type == ESP_FIELD_DECIMAL)
    esp_step_json_put_number (next, path, 0);
  else if (type == ESP_FIELD_BOOLEAN)
    esp_step_json_put (next, path, json_node_init_boolean (json_node_alloc (), TRUE));
  else
    esp_step_json_put (next, path,
                       json_node_init_string (json_node_alloc (),
                                              g_strcmp0 (field, STAGE_FIELD) == 0 ? "mql" : ""));
}

static void
put_act (EspStepPage *page, JsonNode *next, guint change, const char *act)
{
  g_autofree char *what = path_of (change, "do");
  g_autofree char *field = path_of (change, "field");
  g_autofree char *value = path_of (change, "value");
  g_autofree char *tag = path_of (change, "tag");
  g_autofree char *before = g_strdup (esp_step_json_peek_text (next, field));
  gboolean is_tag = strstr (act, "tag") != NULL;
  gboolean is_number = g_str_equal (act, "add") || g_str_equal (act, "decay");
  EspStepNameKind kind = is_number ? ESP_STEP_NAME_NUMBER : ESP_STEP_NAME_FIELD;

  esp_step_json_put_text (next, what, act);
  esp_step_json_put (next, value, NULL);
  if (is_tag)
    {
      esp_step_json_put (next, field, NULL);
      if (esp_step_json_peek_text (next, tag) == NULL)
        esp_step_json_put_text (next, tag, first_of (page, ESP_STEP_NAME_TAG, _ ("New tag")));
      return;
    }
  esp_step_json_put (next, tag, NULL);
  if (before == NULL || esp_step_names_find (esp_step_page_get_names (page), kind, before) == NULL)
    esp_step_json_put_text (next, field,
                            is_number ? first_of (page, kind, "score")
                                      : first_of (page, kind, STAGE_FIELD));
  if (is_number)
    esp_step_json_put_number (next, value, g_str_equal (act, "add") ? 10 : 50);
  else if (g_str_equal (act, "set"))
    put_value (page, next, change, esp_step_json_peek_text (next, field));
}

static guint
change_of_path (const char *path)
{
  return (guint) g_ascii_strtoull (path + strlen ("changes."), NULL, 10);
}

static void
decide_act (EspStepPage *page, JsonNode *next, const char *path, const char *value)
{
  put_act (page, next, change_of_path (path), value);
}

/* Another field has other values. */
static void
field_cb (EspStepPicker *picker, const char *reference, EspStepPage *page)
{
  const char *path = esp_step_page_get_path (page, GTK_WIDGET (picker));
  guint change = change_of_path (path);
  g_autofree char *what = path_of (change, "do");
  JsonNode *next;

  if (esp_step_page_is_showing (page) || reference == NULL)
    return;
  next = esp_step_page_begin (page);
  esp_step_json_put_text (next, path, reference);
  if (g_strcmp0 (esp_step_json_peek_text (next, what), "set") == 0)
    put_value (page, next, change, reference);
  (void) esp_step_page_commit (page, GTK_WIDGET (picker), next, ESP_STEP_COMMIT_REBUILD);
}

static void
show_field (EspStepPage *page, GtkWidget *control, const char *path)
{
  esp_step_picker_set_value (ESP_STEP_PICKER (control),
                             esp_step_json_peek_text (esp_step_page_get_root (page), path));
}

static void
add_field (EspStepPage *page, guint change, EspStepNameKind kind)
{
  g_autofree char *path = path_of (change, "field");
  GtkWidget *picker;

  if (!esp_step_page_is_editable (page))
    {
      esp_step_add_name (page, path, _ ("Field"), kind);
      return;
    }
  picker = esp_step_picker_new (esp_step_page_get_names (page), kind, _ ("Field"));
  g_signal_connect_object (picker, "chosen", G_CALLBACK (field_cb), page, 0);
  esp_step_page_add (page, path, esp_step_line_new (_ ("Field"), picker), picker, show_field);
}

/* Values */

static void
text_cb (GtkEditable *entry, EspStepPage *page)
{
  JsonNode *next;

  if (esp_step_page_is_showing (page))
    return;
  next = esp_step_page_begin (page);
  esp_step_json_put (next, esp_step_page_get_path (page, GTK_WIDGET (entry)),
                     json_node_init_string (json_node_alloc (), gtk_editable_get_text (entry)));
  (void) esp_step_page_commit (page, GTK_WIDGET (entry), next, ESP_STEP_COMMIT_TYPING);
}

static void
show_text (EspStepPage *page, GtkWidget *control, const char *path)
{
  const char *text = esp_step_json_peek_text (esp_step_page_get_root (page), path);

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (control)), text != NULL ? text : "") != 0)
    gtk_editable_set_text (GTK_EDITABLE (control), text != NULL ? text : "");
}

static void
hints_cb (EspSegmentHints *hints, GtkEntry *entry)
{
  const char *const *values =
    esp_segment_hints_peek_field (hints, g_object_get_data (G_OBJECT (entry), CHANGE_KEY));

  if (values != NULL)
    esp_completion_set (entry, values, NULL, NULL);
}

static void
add_text_value (EspStepPage *page, const char *path, const char *field)
{
  const EspSegmentChoices *choices = esp_step_names_get_choices (esp_step_page_get_names (page));
  GtkWidget *entry = gtk_entry_new ();

  esp_editable_give_up_undo (GTK_EDITABLE (entry));
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 1);
  g_object_set_data_full (G_OBJECT (entry), CHANGE_KEY, g_strdup (field), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Value"), -1);
  g_signal_connect_object (entry, "changed", G_CALLBACK (text_cb), page, 0);
  if (choices != NULL && choices->hints != NULL && field != NULL)
    {
      g_signal_connect_object (choices->hints, "changed", G_CALLBACK (hints_cb), entry, 0);
      hints_cb (choices->hints, GTK_ENTRY (entry));
    }
  esp_step_page_add (page, path, esp_step_line_new (_ ("Value"), entry), entry, show_text);
}

static void
truth_cb (GtkSwitch *control, GParamSpec *pspec, EspStepPage *page)
{
  JsonNode *next;

  if (esp_step_page_is_showing (page))
    return;
  next = esp_step_page_begin (page);
  esp_step_json_put (next, esp_step_page_get_path (page, GTK_WIDGET (control)),
                     json_node_init_boolean (json_node_alloc (), gtk_switch_get_active (control)));
  (void) esp_step_page_commit (page, GTK_WIDGET (control), next, ESP_STEP_COMMIT_WHOLE);
}

static void
show_truth (EspStepPage *page, GtkWidget *control, const char *path)
{
  gtk_switch_set_active (GTK_SWITCH (control),
                         esp_step_json_is_true (esp_step_page_get_root (page), path));
}

static void
add_truth_value (EspStepPage *page, const char *path)
{
  GtkWidget *control = gtk_switch_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Value"), -1);
  g_signal_connect_object (control, "notify::active", G_CALLBACK (truth_cb), page, 0);
  esp_step_page_add (page, path, esp_step_line_new_beside (C_ ("journey", "Yes"), control), control,
                     show_truth);
}

static void
date_cb (EspDateEntry *entry, EspStepPage *page)
{
  const char *text = esp_date_entry_get_text (entry);
  JsonNode *next;

  if (esp_step_page_is_showing (page) || (*text != '\0' && strlen (text) < DATE_CHARS))
    return;
  next = esp_step_page_begin (page);
  esp_step_json_put (next, esp_step_page_get_path (page, GTK_WIDGET (entry)),
                     json_node_init_string (json_node_alloc (), text));
  (void) esp_step_page_commit (page, GTK_WIDGET (entry), next, ESP_STEP_COMMIT_TYPING);
}

static void
show_date (EspStepPage *page, GtkWidget *control, const char *path)
{
  const char *text = esp_step_json_peek_text (esp_step_page_get_root (page), path);

  if (g_strcmp0 (esp_date_entry_get_text (ESP_DATE_ENTRY (control)), text) != 0)
    esp_date_entry_set_text (ESP_DATE_ENTRY (control), text);
}

static void
add_date_value (EspStepPage *page, const char *path)
{
  GtkWidget *entry = esp_date_entry_new (_ ("Value"), NULL);

  g_signal_connect_object (entry, "changed", G_CALLBACK (date_cb), page, 0);
  esp_step_page_add (page, path, esp_step_line_new (_ ("Value"), entry), entry, show_date);
}

static void
add_value (EspStepPage *page, guint change)
{
  g_autofree char *path = path_of (change, "value");
  const EspStepName *field = field_of (page, change);
  int type = field != NULL ? field->type : ESP_FIELD_TEXT;

  if (field != NULL && g_str_equal (field->reference, STAGE_FIELD))
    esp_step_add_name (page, path, _ ("Value"), ESP_STEP_NAME_STAGE);
  else if (type == ESP_FIELD_INTEGER || type == ESP_FIELD_DECIMAL)
    esp_step_add_number (page, path, _ ("Value"), NULL, -MAX_AMOUNT, MAX_AMOUNT);
  else if (type == ESP_FIELD_BOOLEAN && esp_step_page_is_editable (page))
    add_truth_value (page, path);
  else if (type == ESP_FIELD_BOOLEAN)
    esp_step_add_switch (page, path, _ ("Value"));
  else if (!esp_step_page_is_editable (page))
    esp_step_add_text (page, path, _ ("Value"));
  else if (type == ESP_FIELD_DATE || type == ESP_FIELD_DATETIME)
    add_date_value (page, path);
  else
    add_text_value (page, path, field != NULL ? field->reference : NULL);
}

/* Changes */

static void
remove_cb (GtkButton *button, EspStepPage *page)
{
  guint change = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), CHANGE_KEY));
  g_autofree char *path = path_of (change, NULL);
  JsonNode *next = esp_step_page_begin (page);

  esp_step_json_put (next, path, NULL);
  (void) esp_step_page_commit_named (page, _ ("Remove change"), next);
}

static void
add_cb (GtkButton *button, EspStepPage *page)
{
  guint n = esp_step_json_count (esp_step_page_get_root (page), "changes");
  g_autofree char *path = path_of (n, NULL);
  g_autofree char *focus = path_of (n, "do");
  JsonNode *next = esp_step_page_begin (page);

  esp_step_json_put (next, path, esp_step_json_read ("{}"));
  put_act (page, next, n, n == 0 ? "set" : "tag");
  (void) esp_step_page_commit_named (page, _ ("Add change"), next);
  esp_step_page_rebuild_soon (page, focus);
}

static void
add_tag (EspStepPage *page, guint change)
{
  g_autofree char *path = path_of (change, "tag");
  GtkWidget *picker =
    esp_step_picker_new (esp_step_page_get_names (page), ESP_STEP_NAME_TAG, _ ("Tag"));

  esp_step_picker_set_takes_new (ESP_STEP_PICKER (picker), TRUE);
  esp_step_add_picker (page, path, _ ("Tag"), picker);
}

static void
add_change (EspStepPage *page, guint change)
{
  g_autofree char *what = path_of (change, "do");
  g_autofree char *value = path_of (change, "value");
  g_autofree char *title = g_strdup_printf (_ ("Change %u"), change + 1);
  const char *act = esp_step_json_peek_text (esp_step_page_get_root (page), what);
  EspStepLine *row;

  esp_step_page_begin_list (page, NULL);
  row = esp_step_add_decision (page, what, title, acts, decide_act, NULL);
  if (esp_step_page_is_editable (page))
    {
      GtkWidget *button = esp_step_small_button_new ("esp-delete-symbolic", _ ("Remove change"));

      g_object_set_data (G_OBJECT (button), CHANGE_KEY, GUINT_TO_POINTER (change));
      g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), page, 0);
      esp_step_line_add_end (row, button);
    }
  if (g_strcmp0 (act, "tag") == 0 || g_strcmp0 (act, "untag") == 0)
    add_tag (page, change);
  else if (g_strcmp0 (act, "add") == 0)
    {
      add_field (page, change, ESP_STEP_NAME_NUMBER);
      row = esp_step_add_number (page, value, _ ("How many more"), NULL, -MAX_AMOUNT, MAX_AMOUNT);
      esp_step_line_set_hint (row, _ ("Below 0 takes away."));
    }
  else if (g_strcmp0 (act, "decay") == 0)
    {
      add_field (page, change, ESP_STEP_NAME_NUMBER);
      row = esp_step_add_number (page, value, _ ("How much stays"), "%", 0, 100);
      esp_step_line_set_hint (row, _ ("50 halves it."));
    }
  else
    {
      add_field (page, change, ESP_STEP_NAME_FIELD);
      if (g_strcmp0 (act, "set") == 0)
        add_value (page, change);
    }
}

/**
 * esp_step_form_build_update:
 */
void
esp_step_form_build_update (EspStepPage *page)
{
  guint n = esp_step_json_count (esp_step_page_get_root (page), "changes");

  for (guint i = 0; i < n; i++)
    add_change (page, i);
  if (n == 0)
    esp_step_page_begin_list (page, NULL);
  if (n < MAX_CHANGES)
    esp_step_add_button (page, _ ("Add Change"), "esp-add-symbolic", G_CALLBACK (add_cb));
}
