/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits the stages of a lead's life: their order, their names, their rules. */
#define G_LOG_DOMAIN "esp-scores"

#include "config.h"

#include "views/scores/esp-stages-page.h"

#include "engine/segment/esp-rule-json.h"
#include "engine/segment/esp-sentence.h"
#include "store/esp-stages.h"
#include "views/leads/esp-lead-format.h"
#include "views/segments/esp-rule-window.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-number.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-segment-service.h"
#include "worker/esp-stage-keeper.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#define LIST_WIDTH 860
#define PLACE_KEY "esp-place"

struct _EspStagesPage
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's */
  GPtrArray *stages;           /* (owned) (nullable) of EspStageRow */
  EspSegmentChoices *choices;  /* (owned) (nullable) */
  GSimpleActionGroup *actions; /* (owned) "stage." with the place of a stage */
  gboolean is_filling;
  EspStatus *status;
  GtkWidget *list;
  GtkWidget *back_row;
  guint naming;   /* the place of the stage that is being renamed; G_MAXUINT: a new one */
  guint ruling;   /* the place of the stage whose rule is being edited */
  EspRule *ruled; /* (owned) (nullable) what its window says */
};

G_DEFINE_FINAL_TYPE (EspStagesPage, esp_stages_page, GTK_TYPE_WIDGET)

/* Reading */

typedef struct
{
  EspSegmentEngine *engine; /* (owned) */
  EspLang lang;
  GPtrArray *stages;          /* (owned) (nullable) */
  EspSegmentChoices *choices; /* (owned) (nullable) */
  gboolean is_back_allowed;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  esp_segment_engine_unref (look->engine);
  g_clear_pointer (&look->stages, g_ptr_array_unref);
  g_clear_pointer (&look->choices, esp_segment_choices_free);
  g_free (look);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;
  EspSegmentWorld *world = esp_segment_engine_get_world (look->engine, tx, error);

  if (world == NULL)
    return FALSE;
  look->stages = esp_stage_list (tx, TRUE, error);
  look->choices = esp_segment_choices_load (tx, world, look->lang, error);
  return look->stages != NULL && look->choices != NULL &&
         esp_stage_is_back_allowed (tx, &look->is_back_allowed, error);
}

/* Writing */

typedef struct
{
  GPtrArray *stages; /* (owned) (nullable) */
  gboolean is_back_allowed;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  g_clear_pointer (&save->stages, g_ptr_array_unref);
  g_free (save);
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  const Save *save = data;

  return save->stages != NULL ? esp_stage_save (tx, save->stages, error)
                              : esp_stage_allow_back (tx, save->is_back_allowed, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      if (history_id != 0)
        esp_session_toast_undo (session, _ ("Stages changed"), history_id);
    }
  else
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (session, message);
    }
}

static void
write_stages (EspStagesPage *self, GPtrArray *stages, gboolean is_back_allowed)
{
  static const EspOperation operation = { .kind = "stages" };
  Save *save = g_new0 (Save, 1);

  save->stages = stages;
  save->is_back_allowed = is_back_allowed;
  esp_store_write_async (esp_session_get_store (self->session), &operation, save_cb, save,
                         save_free, saved_cb, g_object_ref (self->session));
}

static EspStageRow *
stage_copy (const EspStageRow *row)
{
  EspStageRow *copy = g_memdup2 (row, sizeof *row);

  copy->key = g_strdup (row->key);
  copy->name = g_strdup (row->name);
  copy->rule = g_strdup (row->rule);
  return copy;
}

/* Returns: (transfer full): all stages, to be changed and written. */
static GPtrArray *
copy_stages (EspStagesPage *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_stage_row_free);

  for (guint i = 0; i < self->stages->len; i++)
    g_ptr_array_add (copy, stage_copy (self->stages->pdata[i]));
  return copy;
}

static const char *
name_of (const EspStageRow *stage)
{
  return stage->name != NULL ? stage->name : esp_lead_stage_label (stage->key);
}

/* Acts on one stage */

static void
move (EspStagesPage *self, guint place, int by)
{
  GPtrArray *stages;
  gpointer moved;

  if ((by < 0 && place == 0) || (by > 0 && place + 1 >= self->stages->len))
    return;
  stages = copy_stages (self);
  moved = g_ptr_array_steal_index (stages, place);
  g_ptr_array_insert (stages, (int) place + by, moved);
  write_stages (self, stages, FALSE);
}

static void
up_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move (user_data, g_variant_get_uint32 (parameter), -1);
}

static void
down_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move (user_data, g_variant_get_uint32 (parameter), 1);
}

static void
remove_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspStagesPage *self = user_data;
  GPtrArray *stages = copy_stages (self);

  g_ptr_array_remove_index (stages, g_variant_get_uint32 (parameter));
  write_stages (self, stages, FALSE);
}

static void
no_rule_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspStagesPage *self = user_data;
  GPtrArray *stages = copy_stages (self);

  g_clear_pointer (&((EspStageRow *) stages->pdata[g_variant_get_uint32 (parameter)])->rule,
                   g_free);
  write_stages (self, stages, FALSE);
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspStagesPage) self = user_data;
  g_autofree char *name = esp_dialog_ask_text_finish (result, NULL);
  GPtrArray *stages;

  if (name == NULL || *g_strstrip (name) == '\0' || self->stages == NULL)
    return;
  stages = copy_stages (self);
  if (self->naming < stages->len)
    {
      EspStageRow *stage = stages->pdata[self->naming];

      g_free (stage->name);
      stage->name = g_strdup (name);
    }
  else
    {
      EspStageRow *stage = g_new0 (EspStageRow, 1);

      stage->key = esp_stage_make_key (name);
      stage->name = g_strdup (name);
      g_ptr_array_add (stages, stage);
    }
  write_stages (self, stages, FALSE);
}

static void
rename_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspStagesPage *self = user_data;

  self->naming = g_variant_get_uint32 (parameter);
  esp_dialog_ask_text_async (esp_session_get_window (self->session), _ ("Rename the stage"),
                             _ ("Name"), name_of (self->stages->pdata[self->naming]), _ ("_Rename"),
                             NULL, named_cb, g_object_ref (self));
}

/**
 * esp_stages_page_add:
 *
 * Asks for the name of a new stage at the end.
 */
void
esp_stages_page_add (EspStagesPage *self)
{
  self->naming = G_MAXUINT;
  esp_dialog_ask_text_async (esp_session_get_window (self->session), _ ("New stage"), _ ("Name"),
                             "", _ ("_Add"), NULL, named_cb, g_object_ref (self));
}

static void
ruled_cb (EspRuleWindow *window, EspRule *rule, gboolean merge, EspStagesPage *self)
{
  g_clear_pointer (&self->ruled, esp_rule_unref);
  self->ruled = esp_rule_copy (rule);
}

/* The rule is written when its window goes, as one change. */
static void
rule_closed_cb (EspStagesPage *self)
{
  GPtrArray *stages;
  EspStageRow *stage;

  if (self->ruled == NULL || self->stages == NULL || self->ruling >= self->stages->len)
    return;
  stages = copy_stages (self);
  stage = stages->pdata[self->ruling];
  g_free (stage->rule);
  stage->rule = esp_rule_is_everyone (self->ruled) ? NULL : esp_rule_to_json (self->ruled);
  g_clear_pointer (&self->ruled, esp_rule_unref);
  write_stages (self, stages, FALSE);
}

static void
rule_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspStagesPage *self = user_data;
  guint place = g_variant_get_uint32 (parameter);
  const EspStageRow *stage = self->stages->pdata[place];
  g_autoptr (EspRule) rule = stage->rule != NULL ? esp_stage_parse_rule (stage, NULL) : NULL;
  g_autofree char *title = g_strdup_printf (_ ("Who becomes “%s”"), name_of (stage));
  EspRuleWindow *window = esp_rule_window_new (self->session, self->choices, title, rule);

  self->ruling = place;
  g_clear_pointer (&self->ruled, esp_rule_unref);
  g_signal_connect_object (window, "changed", G_CALLBACK (ruled_cb), self, 0);
  g_signal_connect_object (window, "destroy", G_CALLBACK (rule_closed_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

static const GActionEntry action_entries[] = {
  { .name = "up", .activate = up_cb, .parameter_type = "u" },
  { .name = "down", .activate = down_cb, .parameter_type = "u" },
  { .name = "remove", .activate = remove_cb, .parameter_type = "u" },
  { .name = "rename", .activate = rename_cb, .parameter_type = "u" },
  { .name = "rule", .activate = rule_cb, .parameter_type = "u" },
  { .name = "no-rule", .activate = no_rule_cb, .parameter_type = "u" },
};

/* Showing */

static char *
say_rule (EspStagesPage *self, const EspStageRow *stage)
{
  g_autoptr (EspRule) rule = stage->rule != NULL ? esp_stage_parse_rule (stage, NULL) : NULL;
  g_autoptr (EspSentence) sentence = NULL;

  if (stage->rule == NULL)
    return g_strdup (_ ("By hand, by journeys and by imports alone"));
  if (rule == NULL)
    return g_strdup (_ ("The rule cannot be read; write it anew"));
  sentence = esp_sentence_new (rule, esp_segment_world_get_catalog (self->choices->world),
                               esp_segment_world_get_currency (self->choices->world),
                               esp_session_get_lang (self->session));
  return g_strdup (sentence->text);
}

static void
append_act (GMenu *menu, const char *label, const char *action, guint place)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, g_variant_new_uint32 (place));
  g_menu_append_item (menu, item);
}

static GtkWidget *
menu_new (EspStagesPage *self, const EspStageRow *stage, guint place)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();
  g_autofree char *name = g_strdup_printf (_ ("What can be done with “%s”"), name_of (stage));

  append_act (menu, _ ("Who moves here…"), "stage.rule", place);
  if (stage->rule != NULL)
    append_act (menu, _ ("Nobody moves here by itself"), "stage.no-rule", place);
  append_act (menu, _ ("Rename…"), "stage.rename", place);
  if (place > 0)
    append_act (menu, _ ("Move up"), "stage.up", place);
  if (place + 1 < self->stages->len)
    append_act (menu, _ ("Move down"), "stage.down", place);
  if (self->stages->len > 1)
    append_act (menu, _ ("Remove"), "stage.remove", place);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "esp-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

static char *
dup_address (const char *key)
{
  EspCondition *condition = esp_condition_new (ESP_CONDITION_ATTRIBUTE, "stage");
  EspRuleNode *root = esp_rule_node_new_group (ESP_GROUP_ALL);
  g_autoptr (EspTarget) leads = esp_target_new ("leads", NULL);
  g_autoptr (EspTarget) target = NULL;
  g_autoptr (EspRule) rule = NULL;
  g_autofree char *json = NULL;

  condition->op = ESP_OP_ONE_OF;
  esp_condition_add_text (condition, key);
  esp_rule_node_insert (root, 0, esp_rule_node_new_leaf (condition));
  rule = esp_rule_new (root);
  json = esp_rule_to_json (rule);
  target = esp_target_with_param (leads, "filter", json);
  return esp_target_to_string (target);
}

static gboolean
key_cb (GtkEventControllerKey *keys,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        GtkWidget *row)
{
  EspStagesPage *self = g_object_get_data (G_OBJECT (row), "esp-page");
  guint place = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), PLACE_KEY));

  if ((state & GDK_ALT_MASK) == 0 || (keyval != GDK_KEY_Up && keyval != GDK_KEY_Down))
    return FALSE;
  move (self, place, keyval == GDK_KEY_Up ? -1 : 1);
  return TRUE;
}

static void
add_row (EspStagesPage *self, guint place)
{
  const EspStageRow *stage = self->stages->pdata[place];
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *number = esp_number_new (self->session);
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_autofree char *words = say_rule (self, stage);
  g_autofree char *address = dup_address (stage->key);
  g_autofree char *position = g_strdup_printf ("%u", place + 1);
  GtkWidget *step = gtk_label_new (position);

  gtk_widget_add_css_class (step, "dim-label");
  gtk_widget_add_css_class (step, "numeric");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name_of (stage));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), step);
  esp_number_set_count (ESP_NUMBER (number), stage->n);
  esp_number_set_address (ESP_NUMBER (number), address);
  gtk_widget_set_valign (number, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), number);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), menu_new (self, stage, place));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row), g_variant_new_uint32 (place));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "stage.rule");
  g_object_set_data (G_OBJECT (row), PLACE_KEY, GUINT_TO_POINTER (place));
  g_object_set_data (G_OBJECT (row), "esp-page", self);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), row, 0);
  gtk_widget_add_controller (row, keys);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
show (EspStagesPage *self, Look *look)
{
  GtkWidget *row;

  g_clear_pointer (&self->stages, g_ptr_array_unref);
  self->stages = g_steal_pointer (&look->stages);
  if (self->choices == NULL)
    self->choices = g_steal_pointer (&look->choices);
  self->is_filling = TRUE;
  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < self->stages->len; i++)
    add_row (self, i);
  gtk_switch_set_active (esp_form_row_get_switch (self->back_row), look->is_back_allowed);
  self->is_filling = FALSE;
  esp_status_show_content (self->status);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspStagesPage) self = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (look != NULL && self->list != NULL)
    show (self, look);
  else if (look == NULL && self->list != NULL &&
           !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *message = esp_store_message (error);

      esp_status_show_error (self->status, message, error->message);
    }
  g_clear_pointer (&look, look_free);
}

/**
 * esp_stages_page_refresh:
 */
void
esp_stages_page_refresh (EspStagesPage *self)
{
  EspStore *store = esp_session_get_store (self->session);
  Look *look = g_new0 (Look, 1);

  look->lang = esp_session_get_lang (self->session);
  look->engine =
    esp_segment_engine_ref (esp_segment_service_get_engine (esp_segment_service_get (store)));
  esp_store_read_async (store, ESP_READ_LONG, look_cb, look, look_free,
                        esp_session_get_cancellable (self->session), looked_cb,
                        g_object_ref (self));
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspStagesPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      (esp_changes_has (changes, ESP_CHANGE_STAGE) ||
       (esp_changes_has (changes, ESP_CHANGE_LEAD) && esp_changes_has_column (changes, "stage"))))
    esp_stages_page_refresh (self);
}

static void
back_cb (EspStagesPage *self)
{
  if (!self->is_filling && self->stages != NULL)
    write_stages (self, NULL, gtk_switch_get_active (esp_form_row_get_switch (self->back_row)));
}

static void
esp_stages_page_dispose (GObject *object)
{
  EspStagesPage *self = ESP_STAGES_PAGE (object);

  if (self->list != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->status));
  self->list = NULL;
  g_clear_object (&self->actions);
  g_clear_pointer (&self->stages, g_ptr_array_unref);
  g_clear_pointer (&self->choices, esp_segment_choices_free);
  g_clear_pointer (&self->ruled, esp_rule_unref);
  G_OBJECT_CLASS (esp_stages_page_parent_class)->dispose (object);
}

static void
esp_stages_page_class_init (EspStagesPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_stages_page_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_stages_page_init (EspStagesPage *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "stage", G_ACTION_GROUP (self->actions));
}

/**
 * esp_stages_page_new:
 */
GtkWidget *
esp_stages_page_new (EspSession *session)
{
  EspStagesPage *self = g_object_new (ESP_TYPE_STAGES_PAGE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *options = esp_form_list_new (_ ("Options of stages"));

  self->session = session;
  self->list = esp_form_list_new (_ ("Stages"));
  self->back_row =
    esp_form_switch_row_new (_ ("Journeys may move leads back"),
                             _ ("Rules move forward only; by hand a lead goes anywhere"), FALSE);
  gtk_list_box_append (GTK_LIST_BOX (options), self->back_row);
  gtk_box_append (GTK_BOX (box), self->list);
  gtk_box_append (GTK_BOX (box), options);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), LIST_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  self->status = ESP_STATUS (esp_status_new (scroller));
  gtk_widget_set_parent (GTK_WIDGET (self->status), GTK_WIDGET (self));
  g_signal_connect_object (esp_form_row_get_switch (self->back_row), "notify::active",
                           G_CALLBACK (back_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, 0);
  g_signal_connect (self, "map", G_CALLBACK (esp_stages_page_refresh), NULL);
  return GTK_WIDGET (self);
}
