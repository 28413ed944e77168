/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binds rows to the members of a step's text: what a person changes goes into the draft, and back. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-page.h"

#include "views/journeys/esp-step-json.h"
#include "views/shell/esp-form.h"

#include <glib/gi18n.h>

#define SPACING 18 /* between sections */
#define BINDING_KEY "esp-binding"

struct _EspStepPage
{
  GtkWidget parent_instance;

  EspSession *session;    /* (unowned): the window's; outlives it */
  EspJourneyDraft *draft; /* (owned) */
  EspStepNames *names;    /* (owned) */
  const EspStepSubject *subject;
  char *id;           /* (owned) (nullable) */
  EspJourney *other;  /* (owned) (nullable): shown instead of the draft's, and not to be edited */
  JsonNode *root;     /* (owned) (nullable) */
  char *text;         /* (owned) (nullable): of the root */
  GPtrArray *bound;   /* (owned) Binding, of the controls */
  GtkWidget *box;     /* sections */
  GtkWidget *section; /* (unowned) (nullable): where lists go */
  GtkWidget *list;    /* (unowned) (nullable): where rows go */
  guint rebuild_id;
  guint keep_id;
  GArray *keeping;  /* (owned) Keeping: what is to be committed once the present event is over */
  char *focus_path; /* (owned) (nullable): what to focus once it is built again */
  gboolean is_showing;
  gboolean is_committing;
};

G_DEFINE_FINAL_TYPE (EspStepPage, esp_step_page, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  char *path;
  GtkWidget *row;     /* (unowned) */
  GtkWidget *control; /* (unowned) */
  EspStepShowFunc show;
  guint serial;     /* of the visits to the control: typing is one change for each */
  gboolean refused; /* what it says is not in the text */
} Binding;

typedef struct
{
  GtkWidget *control; /* (owned) */
  EspStepKeepFunc keep;
} Keeping;

static void
binding_free (gpointer data)
{
  Binding *binding = data;

  g_free (binding->path);
  g_free (binding);
}

static Binding *
find_binding (EspStepPage *self, const char *path)
{
  for (guint i = 0; i < self->bound->len; i++)
    if (g_str_equal (((Binding *) self->bound->pdata[i])->path, path))
      return self->bound->pdata[i];
  return NULL;
}

/* The control itself, or one that it is a part of. */
static Binding *
binding_of (GtkWidget *control)
{
  Binding *binding = NULL;

  for (; control != NULL && binding == NULL && !ESP_IS_STEP_PAGE (control);
       control = gtk_widget_get_parent (control))
    binding = g_object_get_data (G_OBJECT (control), BINDING_KEY);
  return binding;
}

static const char *
focused_path (EspStepPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  const Binding *binding;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return NULL;
  binding = binding_of (focus);
  return binding != NULL ? binding->path : "";
}

static void
show_all (EspStepPage *self)
{
  self->is_showing = TRUE;
  for (guint i = 0; i < self->bound->len; i++)
    {
      Binding *binding = self->bound->pdata[i];

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
  self->keeping = g_array_new (FALSE, FALSE, sizeof (Keeping));
  for (guint i = 0; i < keeping->len; i++)
    {
      Keeping *one = &g_array_index (keeping, Keeping, i);

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
  Keeping one = { control, keep };

  for (guint i = 0; i < self->keeping->len; i++)
    if (g_array_index (self->keeping, Keeping, i).control == control)
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

static gboolean
read_root (EspStepPage *self)
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

  if (self->is_committing || !read_root (self))
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
  self->keeping = g_array_new (FALSE, FALSE, sizeof (Keeping));
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
  (void) read_root (self);
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
  (void) read_root (self);
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
 * esp_step_page_begin_list:
 * @title: (nullable): what the rows of the new list are about
 */
void
esp_step_page_begin_list (EspStepPage *self, const char *title)
{
  self->section = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  if (title != NULL)
    {
      GtkWidget *label = gtk_label_new (title);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_widget_add_css_class (label, "heading");
      gtk_box_append (GTK_BOX (self->section), label);
    }
  self->list = esp_form_list_new (title != NULL ? title : _ ("Step"));
  gtk_box_append (GTK_BOX (self->section), self->list);
  gtk_box_append (GTK_BOX (self->box), self->section);
}

/**
 * esp_step_page_append:
 *
 * Puts something between or under the lists.
 */
void
esp_step_page_append (EspStepPage *self, GtkWidget *widget)
{
  gtk_box_append (GTK_BOX (self->section != NULL ? self->section : self->box), widget);
}

/**
 * esp_step_page_append_row:
 */
EspStepLine *
esp_step_page_append_row (EspStepPage *self, GtkWidget *row)
{
  if (self->list == NULL)
    esp_step_page_begin_list (self, NULL);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
  return ESP_STEP_LINE (row);
}

/**
 * esp_step_page_add_fact:
 *
 * Adds a row that only says something.
 */
EspStepLine *
esp_step_page_add_fact (EspStepPage *self, const char *title, const char *value)
{
  return esp_step_page_append_row (self, esp_step_line_new_fact (title, value));
}

static void
left_cb (Binding *binding)
{
  binding->serial++;
}

/**
 * esp_step_page_add:
 * @show: (nullable)
 *
 * Adds a row whose @control stands for what is at @path.
 */
EspStepLine *
esp_step_page_add (EspStepPage *self,
                   const char *path,
                   GtkWidget *row,
                   GtkWidget *control,
                   EspStepShowFunc show)
{
  esp_step_page_bind (self, path, row, control, show);
  return esp_step_page_append_row (self, row);
}

/**
 * esp_step_page_bind:
 * @row: where its faults are shown
 *
 * Lets one more control of a row stand for what is at @path.
 */
void
esp_step_page_bind (EspStepPage *self,
                    const char *path,
                    GtkWidget *row,
                    GtkWidget *control,
                    EspStepShowFunc show)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  Binding *binding = g_new0 (Binding, 1);

  *binding = (Binding){ g_strdup (path), row, control, show, 0, FALSE };
  g_ptr_array_add (self->bound, binding);
  /* The focus may leave a control that is out of the list already. */
  g_object_set_data_full (G_OBJECT (control), BINDING_KEY, binding, binding_free);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (left_cb), binding);
  gtk_widget_add_controller (control, focus);
}

/**
 * esp_step_page_begin:
 *
 * Returns: (transfer full): the text as it is, to be changed and handed to esp_step_page_commit()
 */
JsonNode *
esp_step_page_begin (EspStepPage *self)
{
  /* Copies of json-glib share what is inside; what is read anew does not. */
  return esp_step_json_read (self->text);
}

static void
tell_fault (EspStepPage *self, Binding *binding, const char *sentence)
{
  EspStepLine *row = ESP_STEP_LINE (binding->row);
  gboolean is_new = g_strcmp0 (esp_step_line_get_fault (row), sentence) != 0;

  binding->refused = sentence != NULL;
  esp_step_line_set_fault (row, sentence, TRUE);
  if (is_new && sentence != NULL)
    esp_session_announce (self->session, sentence, TRUE);
}

/**
 * esp_step_page_refuse:
 * @sentence: (nullable): why what the control says is not kept; %NULL takes that back
 */
void
esp_step_page_refuse (EspStepPage *self, GtkWidget *control, const char *sentence)
{
  Binding *binding = binding_of (control);

  if (binding != NULL && (sentence != NULL || binding->refused))
    tell_fault (self, binding, sentence);
}

/* @next: (transfer full) */
static gboolean
apply (EspStepPage *self, Binding *binding, JsonNode *next, const char *title, const char *key)
{
  g_autoptr (JsonNode) root = next;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = json_to_string (root, FALSE);
  g_autofree char *said = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (EspJourney) journey = NULL;

  if (!esp_step_page_is_editable (self) || self->root == NULL)
    return FALSE;
  journey =
    self->subject->edit (esp_journey_draft_get_journey (self->draft), self->id, json, &error);
  if (journey == NULL)
    {
      sentence = g_strdup_printf (_ ("This cannot be kept: %s"), error->message);
      if (binding != NULL)
        tell_fault (self, binding, sentence);
      else
        esp_session_announce (self->session, sentence, TRUE);
      return FALSE;
    }
  if (binding != NULL && binding->refused)
    tell_fault (self, binding, NULL);
  said = self->subject->read (journey, self->id);
  if (g_strcmp0 (said, self->text) == 0)
    return TRUE;
  self->is_committing = TRUE;
  esp_journey_draft_apply (self->draft, journey, title, key);
  self->is_committing = FALSE;
  (void) read_root (self);
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

/**
 * esp_step_page_commit:
 * @control: (nullable): what a person used, or a part of it
 * @next: (transfer full): of esp_step_page_begin(), changed
 *
 * Applies a change to the draft as one step back.
 *
 * Returns: whether it was fine
 */
gboolean
esp_step_page_commit (EspStepPage *self, GtkWidget *control, JsonNode *next, EspStepCommit how)
{
  Binding *binding = control != NULL ? binding_of (control) : NULL;
  const char *name =
    binding != NULL ? esp_step_line_get_title (ESP_STEP_LINE (binding->row)) : NULL;
  g_autofree char *title = NULL;
  g_autofree char *key = NULL;

  /* Translators: what Undo takes back; %s is the name of a field: Message, Wait */
  title = name != NULL ? g_strdup_printf (_ ("Change “%s”"), name) : g_strdup (_ ("Change step"));
  if (binding != NULL && (how & ESP_STEP_COMMIT_TYPING) != 0)
    key = g_strdup_printf ("%s:%s:%s:%u", self->subject->prefix, self->id != NULL ? self->id : "",
                           binding->path, binding->serial);
  if (!apply (self, binding, next, title, key))
    return FALSE;
  if ((how & ESP_STEP_COMMIT_REBUILD) != 0)
    esp_step_page_rebuild_soon (self, NULL);
  return TRUE;
}

/**
 * esp_step_page_commit_named:
 * @title: what Undo takes back
 * @next: (transfer full)
 *
 * Applies a change that is of no one row; the rows are built anew.
 *
 * Returns: whether it was fine
 */
gboolean
esp_step_page_commit_named (EspStepPage *self, const char *title, JsonNode *next)
{
  gboolean is_fine = apply (self, NULL, next, title, NULL);

  esp_step_page_rebuild_soon (self, NULL);
  return is_fine;
}

/**
 * esp_step_page_undo:
 *
 * Goes one step back in the draft, or forth.
 */
void
esp_step_page_undo (EspStepPage *self, gboolean is_redo)
{
  if (is_redo)
    (void) esp_journey_draft_redo (self->draft);
  else
    (void) esp_journey_draft_undo (self->draft);
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
 * esp_step_page_find_row:
 *
 * Returns: (transfer none) (nullable)
 */
EspStepLine *
esp_step_page_find_row (EspStepPage *self, const char *path)
{
  const Binding *binding = find_binding (self, path);

  return binding != NULL ? ESP_STEP_LINE (binding->row) : NULL;
}

/**
 * esp_step_page_find_control:
 *
 * Returns: (transfer none) (nullable)
 */
GtkWidget *
esp_step_page_find_control (EspStepPage *self, const char *path)
{
  const Binding *binding = find_binding (self, path);

  return binding != NULL ? binding->control : NULL;
}

/**
 * esp_step_page_get_path:
 *
 * Returns: (transfer none) (nullable): what the control, or what it is a part of, stands for
 */
const char *
esp_step_page_get_path (EspStepPage *self, GtkWidget *control)
{
  const Binding *binding = binding_of (control);

  return binding != NULL ? binding->path : NULL;
}

/**
 * esp_step_page_focus_path:
 *
 * Returns: whether there was such a row, and it took the focus
 */
gboolean
esp_step_page_focus_path (EspStepPage *self, const char *path)
{
  const Binding *binding = find_binding (self, path);

  return binding != NULL && (gtk_widget_grab_focus (binding->control) ||
                             gtk_widget_child_focus (binding->control, GTK_DIR_TAB_FORWARD));
}

/**
 * esp_step_page_clear_faults:
 *
 * Takes the faults away that were told of the rows, but not those that keep a change out.
 */
void
esp_step_page_clear_faults (EspStepPage *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    {
      Binding *binding = self->bound->pdata[i];

      if (!binding->refused)
        esp_step_line_set_fault (ESP_STEP_LINE (binding->row), NULL, FALSE);
    }
}
