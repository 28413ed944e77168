/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The area of scores and stages: lists the scores, goes into one, and shows the stages of leads. */
#define G_LOG_DOMAIN "esp-scores"

#include "config.h"

#include "views/scores/esp-scores-screen.h"

#include "engine/score/esp-score-json.h"
#include "engine/score/esp-score-words.h"
#include "views/scores/esp-score-acts.h"
#include "views/scores/esp-score-editor.h"
#include "views/scores/esp-score-versions.h"
#include "views/scores/esp-stages-page.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "views/shell/esp-switcher.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define AREA "scores"
#define TAB_SCORES "scores"
#define TAB_STAGES "stages"
#define LIST_WIDTH 860
#define ID_KEY "esp-score"

struct _EspScoresScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's; outlives the screen */
  GSimpleActionGroup *actions; /* (owned) */
  GMenu *menu;                 /* (owned) of an open score */
  GtkWidget *pages;            /* the tabs, or an editor */
  GtkWidget *tabs;
  EspStatus *status;
  GtkWidget *list;
  GtkWidget *stages;
  EspScoreEditor *editor; /* (unowned) (nullable): in the pages */
};

static void screen_iface_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspScoresScreen,
                               esp_scores_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN, screen_iface_init))

/* The list */

typedef struct
{
  GPtrArray *rows; /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->rows, g_ptr_array_unref);
  g_free (look);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;

  look->rows = esp_score_row_list (tx, error);
  return look->rows != NULL;
}

static char *
describe (EspScoresScreen *self, const EspScoreRow *row)
{
  g_autoptr (EspScore) score = esp_score_parse_json (row->definition, -1, NULL);
  g_autofree char *frame = NULL;
  g_autofree char *rules = NULL;

  if (score == NULL)
    return g_strdup (_ ("The definition cannot be read; its last values stay"));
  frame = esp_score_dup_frame_words (score, esp_session_get_lang (self->session));
  rules = g_strdup_printf (ngettext ("%u rule", "%u rules", esp_score_get_n_rules (score)),
                           esp_score_get_n_rules (score));
  if (row->is_computing)
    return g_strdup_printf (_ ("%s · %s · being computed"), rules, frame);
  return g_strdup_printf ("%s · %s", rules, frame);
}

static void
add_row (EspScoresScreen *self, const EspScoreRow *score)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = describe (self, score);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), score->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             g_object_new (GTK_TYPE_IMAGE, "icon-name",
                                           "esp-chevron-right-symbolic", "accessible-role",
                                           GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), ID_KEY,
                          g_strdup_printf (AREA "/%" G_GINT64_FORMAT, score->id), g_free);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspScoresScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, &error);
  GtkWidget *row;

  if (look != NULL && self->list != NULL)
    {
      while ((row = gtk_widget_get_first_child (self->list)) != NULL)
        gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
      for (guint i = 0; i < look->rows->len; i++)
        add_row (self, look->rows->pdata[i]);
      esp_screen_notify_state (ESP_SCREEN (self));
      if (look->rows->len > 0) /* otherwise the page itself says what to do */
        esp_status_show_content (self->status);
      else
        {
          esp_status_show_empty (self->status, "esp-star-symbolic", _ ("No score yet"),
                                 _ ("A score counts what leads do and who they are, and tells when "
                                    "one is ready for "
                                    "sales. Old points fade by themselves."));
          esp_status_set_buttons (self->status, _ ("_New score…"), "screen.new", NULL, NULL);
        }
    }
  else if (look == NULL && self->list != NULL &&
           !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *message = esp_store_message (error);

      esp_status_show_error (self->status, message, error->message);
    }
  g_clear_pointer (&look, look_free);
}

static void
read_scores (EspScoresScreen *self)
{
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, look_cb,
                        g_new0 (Look, 1), look_free, esp_session_get_cancellable (self->session),
                        looked_cb, g_object_ref (self));
}

static void
row_cb (GtkListBox *list, GtkListBoxRow *row, EspScoresScreen *self)
{
  esp_session_open (self->session, g_object_get_data (G_OBJECT (row), ID_KEY));
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspScoresScreen *self)
{
  if (esp_changes_has (changes, ESP_CHANGE_SCORE))
    read_scores (self);
}

/* Acts */

static gboolean
shows_stages (EspScoresScreen *self)
{
  return self->editor == NULL &&
         g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->tabs)), TAB_STAGES) == 0;
}

static void
new_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspScoresScreen *self = user_data;

  if (shows_stages (self))
    esp_stages_page_add (ESP_STAGES_PAGE (self->stages));
  else
    esp_score_acts_make (self->session);
}

static void
apply_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspScoresScreen *self = user_data;

  if (self->editor != NULL)
    esp_score_editor_apply (self->editor);
}

static void
rename_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspScoresScreen *self = user_data;

  if (self->editor != NULL)
    esp_score_editor_rename (self->editor);
}

static void
versions_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspScoresScreen *self = user_data;

  if (self->editor != NULL)
    esp_score_versions_open (self->editor);
}

static void
restart_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspScoresScreen *self = user_data;

  if (self->editor != NULL)
    esp_score_acts_restart (self->session, esp_score_editor_get_id (self->editor));
}

static void
delete_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspScoresScreen *self = user_data;

  if (self->editor != NULL)
    esp_score_acts_delete (self->session, esp_score_editor_get_id (self->editor),
                           esp_score_editor_get_title (self->editor));
}

static const GActionEntry action_entries[] = {
  { .name = "new", .activate = new_cb },       { .name = "apply", .activate = apply_cb },
  { .name = "rename", .activate = rename_cb }, { .name = "recompute", .activate = restart_cb },
  { .name = "delete", .activate = delete_cb }, { .name = "versions", .activate = versions_cb },
};

/* The screen's side of the window */

static void
state_cb (EspScoresScreen *self)
{
  GAction *apply = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "apply");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (apply),
                               self->editor != NULL && esp_score_editor_is_changed (self->editor));
  esp_screen_notify_state (ESP_SCREEN (self));
}

static void
close_editor (EspScoresScreen *self)
{
  GtkWidget *editor = GTK_WIDGET (self->editor);

  if (editor == NULL)
    return;
  self->editor = NULL;
  gtk_stack_set_visible_child_name (GTK_STACK (self->pages), "tabs");
  gtk_stack_remove (GTK_STACK (self->pages), editor);
}

static void
open_editor (EspScoresScreen *self, gint64 id)
{
  if (self->editor != NULL && esp_score_editor_get_id (self->editor) == id)
    return;
  close_editor (self);
  self->editor = ESP_SCORE_EDITOR (esp_score_editor_new (self->session, id));
  gtk_stack_add_named (GTK_STACK (self->pages), GTK_WIDGET (self->editor), "editor");
  gtk_stack_set_visible_child (GTK_STACK (self->pages), GTK_WIDGET (self->editor));
  g_signal_connect_object (self->editor, "state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
}

static gboolean
open_target (EspScreen *screen, EspTarget *target)
{
  EspScoresScreen *self = ESP_SCORES_SCREEN (screen);
  const char *object = esp_target_get_object (target);
  const char *tab = esp_target_get_param (target, "tab");
  gint64 id = object != NULL ? g_ascii_strtoll (object, NULL, 10) : 0;

  if (object != NULL && id <= 0)
    return FALSE;
  if (object != NULL)
    open_editor (self, id);
  else
    close_editor (self);
  if (g_strcmp0 (tab, TAB_STAGES) == 0 || g_strcmp0 (tab, TAB_SCORES) == 0)
    gtk_stack_set_visible_child_name (GTK_STACK (self->tabs), tab);
  state_cb (self);
  return TRUE;
}

static EspTarget *
dup_target (EspScreen *screen)
{
  EspScoresScreen *self = ESP_SCORES_SCREEN (screen);
  g_autofree char *object =
    self->editor != NULL
      ? g_strdup_printf ("%" G_GINT64_FORMAT, esp_score_editor_get_id (self->editor))
      : NULL;
  g_autoptr (EspTarget) target = esp_target_new (AREA, object);

  if (object != NULL)
    return g_steal_pointer (&target);
  return esp_target_with_param (target, "tab",
                                gtk_stack_get_visible_child_name (GTK_STACK (self->tabs)));
}

static char *
dup_title (EspScreen *screen)
{
  EspScoresScreen *self = ESP_SCORES_SCREEN (screen);

  return g_strdup (self->editor != NULL ? esp_score_editor_get_title (self->editor)
                                        : C_ ("area", "Scores and stages"));
}

static char *
dup_subtitle (EspScreen *screen)
{
  EspScoresScreen *self = ESP_SCORES_SCREEN (screen);

  return self->editor != NULL && esp_score_editor_is_changed (self->editor)
           ? g_strdup (_ ("Not applied yet"))
           : NULL;
}

static GActionGroup *
get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_SCORES_SCREEN (screen)->actions);
}

static gboolean
get_primary (EspScreen *screen, EspPrimaryAction *out_primary)
{
  EspScoresScreen *self = ESP_SCORES_SCREEN (screen);

  if (self->editor != NULL)
    *out_primary = (EspPrimaryAction){ .label = _ ("_Apply"),
                                       .action = "screen.apply",
                                       .tooltip = _ ("Nothing has changed"),
                                       .suggested = TRUE };
  else
    *out_primary =
      esp_primary_action_new (shows_stages (self) ? _ ("_New stage…") : _ ("_New score…"));
  return TRUE;
}

static GMenuModel *
get_menu (EspScreen *screen)
{
  EspScoresScreen *self = ESP_SCORES_SCREEN (screen);

  return self->editor != NULL ? G_MENU_MODEL (self->menu) : NULL;
}

static void
refresh (EspScreen *screen)
{
  EspScoresScreen *self = ESP_SCORES_SCREEN (screen);

  read_scores (self);
  esp_stages_page_refresh (ESP_STAGES_PAGE (self->stages));
}

static gboolean
undo (EspScreen *screen)
{
  EspScoresScreen *self = ESP_SCORES_SCREEN (screen);

  return self->editor != NULL && esp_score_editor_step (self->editor, FALSE);
}

static gboolean
redo (EspScreen *screen)
{
  EspScoresScreen *self = ESP_SCORES_SCREEN (screen);

  return self->editor != NULL && esp_score_editor_step (self->editor, TRUE);
}

static const EspHelp *
get_help (EspScreen *screen)
{
  static const EspHelpKey keys[] = {
    { "<Control>n", N_ ("New score, or new stage") },
    { "<Control>Return", N_ ("Apply what was changed") },
    { "<Control>z", N_ ("Undo a change of the score") },
    { "<Control>h", N_ ("Versions") },
    { "<Alt>Up <Alt>Down", N_ ("Move the stage up or down") },
    { NULL, NULL },
  };
  static const EspHelp help = {
    N_ (
      "A score sums up points for what leads do and for who they are. Points for deeds halve after "
      "the days you say, so that old interest fades. Beside the rules stands what they would do "
      "before you apply them. Stages are the way from a stranger to a customer; a rule moves leads "
      "forward, and each move stands in the lead's timeline with its reason."),
    keys,
  };

  return &help;
}

static void
screen_iface_init (EspScreenInterface *iface)
{
  iface->dup_title = dup_title;
  iface->dup_subtitle = dup_subtitle;
  iface->get_actions = get_actions;
  iface->get_primary = get_primary;
  iface->get_menu = get_menu;
  iface->open = open_target;
  iface->dup_target = dup_target;
  iface->refresh = refresh;
  iface->undo = undo;
  iface->redo = redo;
  iface->get_help = get_help;
}

static void
esp_scores_screen_dispose (GObject *object)
{
  EspScoresScreen *self = ESP_SCORES_SCREEN (object);

  self->list = NULL;
  self->editor = NULL;
  g_clear_pointer (&self->pages, gtk_widget_unparent);
  g_clear_object (&self->actions);
  g_clear_object (&self->menu);
  G_OBJECT_CLASS (esp_scores_screen_parent_class)->dispose (object);
}

static void
esp_scores_screen_class_init (EspScoresScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_scores_screen_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_list (EspScoresScreen *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = esp_form_list_new (C_ ("scores", "Scores"));
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->list, 12);
  gtk_widget_set_margin_bottom (self->list, 18);
  gtk_widget_set_margin_start (self->list, 12);
  gtk_widget_set_margin_end (self->list, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), LIST_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  self->status = ESP_STATUS (esp_status_new (scroller));
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_cb), self, 0);
  return GTK_WIDGET (self->status);
}

static gboolean
versions_key_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  EspScoresScreen *self = ESP_SCORES_SCREEN (widget);

  if (self->editor == NULL || !gtk_widget_get_mapped (widget))
    return FALSE;
  esp_score_versions_open (self->editor);
  return TRUE;
}

static void
add_keys (EspScoresScreen *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_h,
                                                                                  GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (versions_key_cb,
                                                                                   NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
esp_scores_screen_init (EspScoresScreen *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
  add_keys (self);
  self->menu = g_menu_new ();
  g_menu_append (self->menu, _ ("Rename…"), "screen.rename");
  g_menu_append (self->menu, _ ("Versions…"), "screen.versions");
  g_menu_append (self->menu, _ ("Compute all leads anew"), "screen.recompute");
  g_menu_append (self->menu, _ ("Delete"), "screen.delete");
}

static GtkWidget *
create (EspSession *session)
{
  EspScoresScreen *self = g_object_new (ESP_TYPE_SCORES_SCREEN, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *switcher;

  self->session = session;
  self->pages = gtk_stack_new ();
  self->tabs = gtk_stack_new ();
  self->stages = esp_stages_page_new (session);
  gtk_stack_add_titled (GTK_STACK (self->tabs), make_list (self), TAB_SCORES,
                        C_ ("scores", "Scores"));
  gtk_stack_add_titled (GTK_STACK (self->tabs), self->stages, TAB_STAGES, _ ("Stages"));
  switcher = esp_switcher_new (GTK_STACK (self->tabs), C_ ("area", "Scores and stages"));
  gtk_widget_set_halign (switcher, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (switcher, 12);
  gtk_widget_set_vexpand (self->tabs, TRUE);
  gtk_box_append (GTK_BOX (box), switcher);
  gtk_box_append (GTK_BOX (box), self->tabs);
  gtk_stack_add_named (GTK_STACK (self->pages), box, "tabs");
  gtk_widget_set_parent (self->pages, GTK_WIDGET (self));
  g_signal_connect_object (self->tabs, "notify::visible-child-name", G_CALLBACK (state_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, 0);
  read_scores (self);
  return GTK_WIDGET (self);
}

const EspScreenInfo esp_scores_screen_info = {
  .id = AREA,
  .title = NC_ ("area", "Scores and stages"),
  .icon_name = "esp-star-symbolic",
  .section = ESP_SECTION_PEOPLE,
  .create = create,
  .get_type = esp_scores_screen_get_type,
};
