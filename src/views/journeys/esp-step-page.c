/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binds rows to the members of a step's text: what a person changes goes into the draft, and back. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-page-private.h"

#include "views/journeys/esp-step-json.h"
#include "views/shell/esp-form.h"

#define SPACING 18 /* between sections */

G_DEFINE_FINAL_TYPE (EspStepPage, esp_step_page, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
focused_path (EspStepPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  const EspStepBinding *binding;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return NULL;
  binding = esp_step_page_binding_of (focus);
  return binding != NULL ? binding->path : "";
}

static void
show_all (EspStepPage *self)
{
  self->is_showing = TRUE;
  for (guint i = 0; i < self->bound->len; i++)
    {
      EspStepBinding *binding = self->bound->pdata[i];

      if (binding->refused)
        esp_step_line_set_fault (ESP_STEP_LINE (binding->row), NULL, FALSE);
      binding->refused = FALSE;
      if (binding->show != NULL)
        binding->show (self, binding->control, binding->path);
    }
  self->is_showing = FALSE;
}

static void
keep_now (EspStepPage *self)
{
  g_autoptr (GArray) keeping = self->keeping;

  g_clear_handle_id (&self->keep_id, g_source_remove);
  self->keeping = g_array_new (FALSE, FALSE, sizeof (EspStepKeeping));
  for (guint i = 0; i < keeping->len; i++)
    {
      EspStepKeeping *one = &g_array_index (keeping, EspStepKeeping, i);

      one->keep (one->control);
      g_object_unref (one->control);
    }
}

static gboolean
keep_cb (gpointer data)
{
  EspStepPage *self = data;

  self->keep_id = 0;
  keep_now (self);
  return G_SOURCE_REMOVE;
}

/**
 * esp_step_page_keep_soon:
 *
 * Commits what a control says after the present event.
 *
 * A control may say something else because the focus leaves it, and nobody may be changed under the one to
 * whom the focus goes.
 */
void
esp_step_page_keep_soon (EspStepPage *self, GtkWidget *control, EspStepKeepFunc keep)
{
  EspStepKeeping one = { control, keep };

  for (guint i = 0; i < self->keeping->len; i++)
    if (g_array_index (self->keeping, EspStepKeeping, i).control == control)
      return;
  g_object_ref (control);
  g_array_append_val (self->keeping, one);
  if (self->keep_id == 0)
    self->keep_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, keep_cb, self, NULL);
}

static void
rebuild (EspStepPage *self)
{
  g_autofree char *path =
    self->focus_path != NULL ? g_steal_pointer (&self->focus_path) : g_strdup (focused_path (self));
  GtkWidget *child;

  keep_now (self);
  g_clear_handle_id (&self->rebuild_id, g_source_remove);
  g_ptr_array_set_size (self->bound, 0);
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  self->section = NULL;
  self->list = NULL;
  if (self->root == NULL)
    return;
  self->is_showing = TRUE;
  self->subject->build (self);
  self->is_showing = FALSE;
  show_all (self);
  if (path != NULL && !esp_step_page_focus_path (self, path))
    gtk_widget_child_focus (self->box, GTK_DIR_TAB_FORWARD);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
rebuild_cb (gpointer data)
{
  EspStepPage *self = data;

  self->rebuild_id = 0;
  rebuild (self);
  return G_SOURCE_REMOVE;
}

/* Words that decide which rows there are. */
static gboolean
decides_the_same (JsonNode *a, JsonNode *b)
{
  static const char *const deciding[] = { "kind", "blocked", "late", "every", "reentry.rule" };

  for (guint i = 0; i < G_N_ELEMENTS (deciding); i++)
    if (g_strcmp0 (esp_step_json_peek_text (a, deciding[i]),
                   esp_step_json_peek_text (b, deciding[i])) != 0)
      return FALSE;
  for (guint i = 0; i < esp_step_json_count (a, "changes"); i++)
    {
      g_autofree char *what = g_strdup_printf ("changes.%u.do", i);
      g_autofree char *field = g_strdup_printf ("changes.%u.field", i);

      if (g_strcmp0 (esp_step_json_peek_text (a, what), esp_step_json_peek_text (b, what)) != 0 ||
          g_strcmp0 (esp_step_json_peek_text (a, field), esp_step_json_peek_text (b, field)) != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_step_page_read_root:
 *
 * Reads the text anew.
 */
gboolean
esp_step_page_read_root (EspStepPage *self)
{
  const EspJourney *journey = esp_step_page_get_journey (self);
  g_autofree char *text = journey != NULL ? self->subject->read (journey, self->id) : NULL;

  if (text != NULL && g_strcmp0 (text, self->text) == 0)
    return FALSE;
  g_clear_pointer (&self->root, json_node_unref);
  g_free (self->text);
  self->root = text != NULL ? esp_step_json_read (text) : NULL;
  self->text = g_steal_pointer (&text);
  return TRUE;
}

/* What changed elsewhere: an undo, another window, the canvas. */
static void
follow (EspStepPage *self)
{
  g_autoptr (JsonNode) before = self->root != NULL ? json_node_ref (self->root) : NULL;

  if (self->is_committing || !esp_step_page_read_root (self))
    return;
  if (before != NULL && self->root != NULL && esp_step_json_has_same_shape (before, self->root) &&
      decides_the_same (before, self->root))
    {
      show_all (self);
      g_signal_emit (self, signals[CHANGED], 0);
    }
  else
    rebuild (self);
}

static void
esp_step_page_dispose (GObject *object)
{
  EspStepPage *self = ESP_STEP_PAGE (object);

  if (self->draft != NULL)
    keep_now (self);
  g_clear_handle_id (&self->rebuild_id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->draft);
  g_clear_object (&self->names);
  g_clear_pointer (&self->other, esp_journey_unref);
  g_clear_pointer (&self->root, json_node_unref);
  G_OBJECT_CLASS (esp_step_page_parent_class)->dispose (object);
}

static void
esp_step_page_finalize (GObject *object)
{
  EspStepPage *self = ESP_STEP_PAGE (object);

  g_ptr_array_unref (self->bound);
  g_array_unref (self->keeping);
  g_free (self->id);
  g_free (self->text);
  g_free (self->focus_path);
  G_OBJECT_CLASS (esp_step_page_parent_class)->finalize (object);
}

static void
esp_step_page_class_init (EspStepPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_step_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_step_page_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[CHANGED] = g_signal_new ("changed", ESP_TYPE_STEP_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
esp_step_page_init (EspStepPage *self)
{
  self->bound = g_ptr_array_new ();
  self->keeping = g_array_new (FALSE, FALSE, sizeof (EspStepKeeping));
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_step_page_new:
 * @id: (nullable): of the step or entry; %NULL: the settings
 */
GtkWidget *
esp_step_page_new (EspSession *session,
                   EspJourneyDraft *draft,
                   EspStepNames *names,
                   const EspStepSubject *subject,
                   const char *id)
{
  EspStepPage *self = g_object_new (ESP_TYPE_STEP_PAGE, NULL);

  self->session = session;
  self->draft = g_object_ref (draft);
  self->names = g_object_ref (names);
  self->subject = subject;
  self->id = g_strdup (id);
  g_signal_connect_object (draft, "changed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  (void) esp_step_page_read_root (self);
  rebuild (self);
  return GTK_WIDGET (self);
}

/**
 * esp_step_page_show:
 * @other: (nullable): a journey to look at; %NULL: the draft, to be edited
 *
 * Returns: whether what the page is about is in it
 */
gboolean
esp_step_page_show (EspStepPage *self, EspJourney *other)
{
  if (self->other == other)
    return self->root != NULL;
  g_clear_pointer (&self->other, esp_journey_unref);
  self->other = other != NULL ? esp_journey_ref (other) : NULL;
  (void) esp_step_page_read_root (self);
  rebuild (self);
  return self->root != NULL;
}

/**
 * esp_step_page_get_session:
 */
EspSession *
esp_step_page_get_session (EspStepPage *self)
{
  return self->session;
}

/**
 * esp_step_page_get_names:
 */
EspStepNames *
esp_step_page_get_names (EspStepPage *self)
{
  return self->names;
}

/**
 * esp_step_page_get_journey:
 *
 * Returns: (transfer none) (nullable): the one that is shown
 */
const EspJourney *
esp_step_page_get_journey (EspStepPage *self)
{
  return self->other != NULL ? self->other : esp_journey_draft_get_journey (self->draft);
}

/**
 * esp_step_page_get_id:
 */
const char *
esp_step_page_get_id (EspStepPage *self)
{
  return self->id;
}

/**
 * esp_step_page_get_root:
 *
 * Returns: (transfer none) (nullable): the text as it is kept
 */
JsonNode *
esp_step_page_get_root (EspStepPage *self)
{
  return self->root;
}

/**
 * esp_step_page_is_editable:
 *
 * Returns: whether rows have controls, or only say what there is
 */
gboolean
esp_step_page_is_editable (EspStepPage *self)
{
  return self->other == NULL;
}

/**
 * esp_step_page_is_showing:
 *
 * Returns: whether controls change because of the text, and not because of a person
 */
gboolean
esp_step_page_is_showing (EspStepPage *self)
{
  return self->is_showing;
}

/**
 * esp_step_page_rebuild_soon:
 * @focus_path: (nullable): where the focus goes then; else it stays
 *
 * Builds the rows anew after the present signal: the control that asks for it is one of those that go.
 */
void
esp_step_page_rebuild_soon (EspStepPage *self, const char *focus_path)
{
  if (focus_path != NULL)
    {
      g_free (self->focus_path);
      self->focus_path = g_strdup (focus_path);
    }
  if (self->rebuild_id == 0)
    self->rebuild_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, rebuild_cb, self, NULL);
}

/**
 * esp_step_page_tell_changed:
 */
void
esp_step_page_tell_changed (EspStepPage *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}
