/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The area of segments: goes between the table and a builder, and offers what can be done in each. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-segments-screen.h"

#include "engine/segment/esp-rule-json.h"
#include "store/esp-segments.h"
#include "views/segments/esp-overlap-view.h"
#include "views/segments/esp-segment-builder.h"
#include "views/segments/esp-segment-delete.h"
#include "views/segments/esp-segment-from.h"
#include "views/segments/esp-segment-table.h"

#include <glib/gi18n.h>

#define AREA "segments"
#define OVERLAP "overlap"

struct _EspSegmentsScreen
{
  GtkWidget parent_instance;

  EspSession *session; /* (unowned): made us */
  GtkWidget *stack;
  GtkWidget *table;
  EspSegmentBuilder *builder;  /* (unowned) (nullable): in the stack */
  GtkWidget *overlap;          /* (unowned) (nullable): in the stack */
  GSimpleActionGroup *actions; /* (owned) */
  GMenu *table_menu;           /* (owned) */
  GMenu *builder_menu;         /* (owned) */
};

static void screen_iface_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspSegmentsScreen,
                               esp_segments_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN, screen_iface_init))

/* A new segment. */
typedef struct
{
  EspSegmentsScreen *self; /* (owned) */
  EspSegment *segment;     /* (owned) */
  gint64 copy_of;          /* 0: a new one */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  esp_segment_free (work->segment);
  g_free (work);
}

static gboolean
insert_worker (EspTx *tx, gpointer data, GError **error)
{
  Work *work = data;
  g_autoptr (EspSegment) from = NULL;

  if (work->copy_of != 0)
    {
      from = esp_segment_load (tx, work->copy_of, error);
      if (from == NULL)
        return FALSE;
      work->segment->is_static = from->is_static;
      work->segment->rule = g_strdup (from->rule);
      g_free (work->segment->name);
      /* Translators: %s is a segment */
      work->segment->name = g_strdup_printf (_ ("Copy of %s"), from->name);
    }
  return esp_segment_insert (tx, work->segment, error) &&
         (from == NULL || !from->is_static ||
          esp_segment_copy_members (tx, from->id, work->segment->id, error));
}

typedef struct
{
  EspSegmentsScreen *self; /* (owned) */
  Work *work;              /* (unowned): the write's */
} Written;

static void
inserted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Written *written = data;
  g_autoptr (EspSegmentsScreen) self = written->self;
  g_autofree char *address = NULL;
  gint64 id = written->work->segment->id;

  g_free (written);
  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, NULL))
    {
      esp_session_toast (self->session, _ ("The segment could not be made."));
      return;
    }
  address = g_strdup_printf (AREA "/%" G_GINT64_FORMAT, id);
  esp_session_open (self->session, address);
}

static void
insert (EspSegmentsScreen *self, const char *name, gboolean is_static, gint64 copy_of)
{
  EspOperation operation = { .kind = "segment-new", .summary = name };
  g_autoptr (EspRule) everyone = esp_rule_new_everyone ();
  Work *work = g_new0 (Work, 1);
  Written *written = g_new0 (Written, 1);

  work->segment = g_new0 (EspSegment, 1);
  work->segment->name = g_strdup (name);
  work->segment->is_static = is_static;
  work->segment->rule = is_static || copy_of != 0 ? NULL : esp_rule_to_json (everyone);
  work->copy_of = copy_of;
  written->self = g_object_ref (self);
  written->work = work;
  esp_store_write_async (esp_session_get_store (self->session), &operation, insert_worker, work,
                         work_free, inserted_cb, written);
}

/* Actions. */

static gint64
target_id (EspSegmentsScreen *self)
{
  return self->builder != NULL ? esp_segment_builder_get_id (self->builder)
                               : esp_segment_table_get_selected (ESP_SEGMENT_TABLE (self->table));
}

static void
new_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  insert (data, _ ("New segment"), FALSE, 0);
}

static void
new_static_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  insert (data, _ ("New list"), TRUE, 0);
}

static void
duplicate_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspSegmentsScreen *self = data;

  if (target_id (self) != 0)
    insert (self, "", FALSE, target_id (self));
}

static void
delete_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspSegmentsScreen *self = data;

  if (target_id (self) != 0)
    esp_segment_delete (self->session, target_id (self), self->builder != NULL ? AREA : NULL);
}

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspSegmentsScreen *self = data;
  g_autofree char *address = g_strdup_printf (AREA "/%" G_GINT64_FORMAT, target_id (self));

  if (target_id (self) != 0)
    esp_session_open (self->session, address);
}

static void
done_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspSegmentsScreen *self = data;

  esp_session_open (self->session, AREA);
}

/* With the one at hand; without one with the first of the list. */
static void
overlap_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspSegmentsScreen *self = data;
  g_autofree char *address =
    self->builder != NULL
      ? g_strdup_printf (AREA "/" OVERLAP "?ids=%" G_GINT64_FORMAT, target_id (self))
      : g_strdup (AREA "/" OVERLAP);

  esp_session_open (self->session, address);
}

static void
text_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspSegmentsScreen *self = data;

  if (self->builder != NULL)
    esp_segment_builder_toggle_text (self->builder);
}

static void
problem_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspSegmentsScreen *self = data;

  if (self->builder != NULL)
    esp_segment_builder_next_problem (self->builder);
}

static void
add_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspSegmentsScreen *self = data;

  if (self->builder != NULL)
    esp_segment_builder_add_condition (self->builder);
}

static void
apply_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspSegmentsScreen *self = data;

  if (self->builder != NULL)
    esp_segment_builder_apply (self->builder);
}

static void
discard_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspSegmentsScreen *self = data;

  if (self->builder != NULL)
    esp_segment_builder_discard (self->builder);
}

static void
versions_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspSegmentsScreen *self = data;

  if (self->builder != NULL)
    esp_segment_builder_open_versions (self->builder);
}

static void
copy_sentence_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspSegmentsScreen *self = data;

  if (self->builder != NULL)
    esp_segment_builder_copy (self->builder, FALSE);
}

static void
copy_text_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspSegmentsScreen *self = data;

  if (self->builder != NULL)
    esp_segment_builder_copy (self->builder, TRUE);
}

static const GActionEntry entries[] = {
  { "new", new_cb },
  { "new-static", new_static_cb },
  { "duplicate", duplicate_cb },
  { "delete", delete_cb },
  { "open", open_cb },
  { "done", done_cb },
  { "overlap", overlap_cb },
  { "text", text_cb },
  { "problem", problem_cb },
  { "add", add_cb },
  { "apply", apply_cb },
  { "discard", discard_cb },
  { "versions", versions_cb },
  { "copy-sentence", copy_sentence_cb },
  { "copy-text", copy_text_cb },
};

static const struct
{
  const char *trigger;
  const char *action;
} keys[] = {
  { "<Control><Shift>t", "screen.text" },
  { "F8", "screen.problem" },
  { "Insert", "screen.add" },
  { "<Control><Shift>o", "screen.overlap" },
  { "<Control>s", "screen.versions" },
  { "<Control>h", "screen.versions" },
};

/* The two pages. */

static void
state_cb (EspSegmentBuilder *builder, EspSegmentsScreen *self)
{
  esp_screen_notify_state (ESP_SCREEN (self));
}

/* Elsewhere its key opens the history of the workspace. */
static void
enable_versions (EspSegmentsScreen *self)
{
  GAction *versions = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "versions");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (versions), self->builder != NULL);
}

static void
close_builder (EspSegmentsScreen *self)
{
  if (self->builder == NULL)
    return;
  esp_segment_builder_save_now (self->builder);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->table);
  gtk_stack_remove (GTK_STACK (self->stack), GTK_WIDGET (self->builder));
  self->builder = NULL;
}

static void
close_overlap (EspSegmentsScreen *self)
{
  if (self->overlap == NULL)
    return;
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->table);
  gtk_stack_remove (GTK_STACK (self->stack), self->overlap);
  self->overlap = NULL;
}

static gboolean
screen_open (EspScreen *screen, EspTarget *target)
{
  EspSegmentsScreen *self = ESP_SEGMENTS_SCREEN (screen);
  gint64 id = esp_target_get_object_id (target);

  if (self->builder != NULL && esp_segment_builder_get_id (self->builder) == id)
    return TRUE;
  close_builder (self);
  close_overlap (self);
  if (g_strcmp0 (esp_target_get_object (target), OVERLAP) == 0)
    {
      self->overlap = esp_overlap_view_new (self->session, esp_target_get_param (target, "ids"));
      gtk_stack_add_child (GTK_STACK (self->stack), self->overlap);
      gtk_stack_set_visible_child (GTK_STACK (self->stack), self->overlap);
    }
  else if (g_strcmp0 (esp_target_get_object (target), "new") == 0)
    esp_segment_save_from (self->session, esp_target_get_param (target, "from"));
  else if (id > 0)
    {
      self->builder = ESP_SEGMENT_BUILDER (esp_segment_builder_new (self->session, id));
      g_signal_connect_object (self->builder, "state-changed", G_CALLBACK (state_cb), self, 0);
      gtk_stack_add_child (GTK_STACK (self->stack), GTK_WIDGET (self->builder));
      gtk_stack_set_visible_child (GTK_STACK (self->stack), GTK_WIDGET (self->builder));
    }
  enable_versions (self);
  esp_screen_notify_state (screen);
  return TRUE;
}

static EspTarget *
screen_dup_target (EspScreen *screen)
{
  EspSegmentsScreen *self = ESP_SEGMENTS_SCREEN (screen);
  g_autofree char *id = NULL;

  if (self->overlap != NULL)
    return esp_target_new (AREA, OVERLAP);
  if (self->builder == NULL)
    return esp_target_new (AREA, NULL);
  id = g_strdup_printf ("%" G_GINT64_FORMAT, esp_segment_builder_get_id (self->builder));
  return esp_target_new (AREA, id);
}

static char *
screen_dup_title (EspScreen *screen)
{
  EspSegmentsScreen *self = ESP_SEGMENTS_SCREEN (screen);

  if (self->overlap != NULL)
    return g_strdup (_ ("Overlap of segments"));
  return self->builder != NULL ? esp_segment_builder_dup_title (self->builder)
                               : g_strdup (_ ("Segments"));
}

static char *
screen_dup_subtitle (EspScreen *screen)
{
  EspSegmentsScreen *self = ESP_SEGMENTS_SCREEN (screen);

  return self->builder != NULL ? esp_segment_builder_dup_subtitle (self->builder) : NULL;
}

static GActionGroup *
screen_get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_SEGMENTS_SCREEN (screen)->actions);
}

static gboolean
screen_get_primary (EspScreen *screen, EspPrimaryAction *out)
{
  EspSegmentsScreen *self = ESP_SEGMENTS_SCREEN (screen);

  *out = self->builder != NULL || self->overlap != NULL
           ? (EspPrimaryAction){ _ ("_Done"), NULL, "screen.done", NULL, TRUE }
           : esp_primary_action_new (_ ("_New segment"));
  return TRUE;
}

static GMenuModel *
screen_get_menu (EspScreen *screen)
{
  EspSegmentsScreen *self = ESP_SEGMENTS_SCREEN (screen);

  return G_MENU_MODEL (self->builder != NULL ? self->builder_menu : self->table_menu);
}

static GtkWidget *
screen_get_inspector (EspScreen *screen)
{
  EspSegmentsScreen *self = ESP_SEGMENTS_SCREEN (screen);

  return self->builder != NULL ? esp_segment_builder_get_side (self->builder) : NULL;
}

static gboolean
screen_focus_search (EspScreen *screen)
{
  EspSegmentsScreen *self = ESP_SEGMENTS_SCREEN (screen);

  if (self->builder != NULL)
    return FALSE;
  esp_segment_table_focus_search (ESP_SEGMENT_TABLE (self->table));
  return TRUE;
}

static void
screen_refresh (EspScreen *screen)
{
  esp_segment_table_refresh (ESP_SEGMENT_TABLE (ESP_SEGMENTS_SCREEN (screen)->table));
}

static gboolean
screen_undo (EspScreen *screen)
{
  EspSegmentsScreen *self = ESP_SEGMENTS_SCREEN (screen);

  return self->builder != NULL && esp_segment_builder_undo (self->builder);
}

static gboolean
screen_redo (EspScreen *screen)
{
  EspSegmentsScreen *self = ESP_SEGMENTS_SCREEN (screen);

  return self->builder != NULL && esp_segment_builder_redo (self->builder);
}

static const EspHelp *
screen_get_help (EspScreen *screen)
{
  static const EspHelpKey help_keys[] = {
    { "Insert", N_ ("Add a condition") },
    { "<Alt>Up <Alt>Down", N_ ("Move up or down") },
    { "<Control><Shift>Right", N_ ("Move into the group above") },
    { "<Control><Shift>Left", N_ ("Move out of the group") },
    { "<Control>g", N_ ("Group") },
    { "<Control><Shift>g", N_ ("Ungroup") },
    { "<Control>d", N_ ("Duplicate") },
    { "<Control>slash", N_ ("Turn on or off") },
    { "<Control><Shift>t", N_ ("Edit as text") },
    { "F8", N_ ("Next problem") },
    { "<Control>s", N_ ("Name this version, bring one back") },
    { "<Control><Shift>o", N_ ("Overlap of segments") },
    { NULL },
  };
  static const EspHelp help = {
    N_ (
      "A segment is a group of leads that a rule describes. Open one to change its conditions: the "
      "number beside them follows at once. Everything is kept by itself and can be undone."),
    help_keys,
  };

  return &help;
}

static void
screen_iface_init (EspScreenInterface *iface)
{
  iface->dup_title = screen_dup_title;
  iface->dup_subtitle = screen_dup_subtitle;
  iface->get_actions = screen_get_actions;
  iface->get_primary = screen_get_primary;
  iface->get_menu = screen_get_menu;
  iface->get_inspector = screen_get_inspector;
  iface->open = screen_open;
  iface->dup_target = screen_dup_target;
  iface->focus_search = screen_focus_search;
  iface->refresh = screen_refresh;
  iface->undo = screen_undo;
  iface->redo = screen_redo;
  iface->get_help = screen_get_help;
}

static void
esp_segments_screen_dispose (GObject *object)
{
  EspSegmentsScreen *self = ESP_SEGMENTS_SCREEN (object);

  self->builder = NULL;
  self->overlap = NULL;
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_object (&self->actions);
  g_clear_object (&self->table_menu);
  g_clear_object (&self->builder_menu);
  G_OBJECT_CLASS (esp_segments_screen_parent_class)->dispose (object);
}

static void
esp_segments_screen_class_init (EspSegmentsScreenClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_segments_screen_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GtkShortcut) shortcut =
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i].trigger),
                          gtk_named_action_new (keys[i].action));

      gtk_widget_class_add_shortcut (widget_class, shortcut);
    }
}

static void
esp_segments_screen_init (EspSegmentsScreen *self)
{
  self->stack = gtk_stack_new ();
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
  enable_versions (self);
  self->table_menu = g_menu_new ();
  g_menu_append (self->table_menu, _ ("_Open"), "screen.open");
  g_menu_append (self->table_menu, _ ("New _Fixed List"), "screen.new-static");
  g_menu_append (self->table_menu, _ ("O_verlap…"), "screen.overlap");
  g_menu_append (self->table_menu, _ ("D_uplicate"), "screen.duplicate");
  g_menu_append (self->table_menu, _ ("_Delete"), "screen.delete");
  self->builder_menu = g_menu_new ();
  g_menu_append (self->builder_menu, _ ("_Add Condition"), "screen.add");
  g_menu_append (self->builder_menu, _ ("Edit as _Text"), "screen.text");
  g_menu_append (self->builder_menu, _ ("Copy _Sentence"), "screen.copy-sentence");
  g_menu_append (self->builder_menu, _ ("Copy as Text _Rule"), "screen.copy-text");
  g_menu_append (self->builder_menu, _ ("Next _Problem"), "screen.problem");
  g_menu_append (self->builder_menu, _ ("_Apply the Draft…"), "screen.apply");
  g_menu_append (self->builder_menu, _ ("D_iscard the Draft"), "screen.discard");
  g_menu_append (self->builder_menu, _ ("_Versions…"), "screen.versions");
  g_menu_append (self->builder_menu, _ ("O_verlap…"), "screen.overlap");
  g_menu_append (self->builder_menu, _ ("D_uplicate"), "screen.duplicate");
  g_menu_append (self->builder_menu, _ ("_Delete"), "screen.delete");
}

static GtkWidget *
create (EspSession *session)
{
  EspSegmentsScreen *self = g_object_new (ESP_TYPE_SEGMENTS_SCREEN, NULL);

  self->session = session;
  self->table = esp_segment_table_new (session);
  gtk_stack_add_child (GTK_STACK (self->stack), self->table);
  return GTK_WIDGET (self);
}

const EspScreenInfo esp_segments_screen_info = {
  .id = AREA,
  .title = NC_ ("area", "Segments"),
  .icon_name = "esp-segment-symbolic",
  .section = ESP_SECTION_PEOPLE,
  .accel = "<Alt>4",
  .get_type = esp_segments_screen_get_type,
  .create = create,
};
