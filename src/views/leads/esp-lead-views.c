/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes the saved views of the lead list; each write is an act that can be undone. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-views.h"

#include "store/esp-meta.h"
#include "views/leads/esp-lead-columns.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

#define LAYOUT_KEY "leads.layout"
#define FIRST_KEY "leads.first_view"
#define PINS_KEY "leads.pinned_views"

struct _EspLeadViews
{
  GObject parent_instance;

  EspSession *session; /* (unowned): outlives the screen */
  GPtrArray *views;    /* (owned) of EspSavedView */
  char *layout;        /* (owned) (nullable) of all leads, as JSON */
  gint64 first;        /* the view to begin with; 0 is all leads */
  GArray *pins;        /* (owned) of gint64: the views that stand above the list */
  gboolean is_loaded;
};

enum
{
  CHANGED,
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspLeadViews, esp_lead_views, G_TYPE_OBJECT)

typedef struct
{
  GPtrArray *views; /* (owned) (nullable) */
  char *layout;     /* (owned) (nullable) */
  char *pins;       /* (owned) (nullable) */
  gint64 first;
} Load;

typedef enum
{
  VIEW_ADD,
  VIEW_UPDATE,
  VIEW_RENAME,
  VIEW_DELETE,
} ViewAct;

typedef struct
{
  EspLeadViews *views; /* (owned) */
  ViewAct act;
  gint64 id;
  char *name;       /* (owned) of the view, after the act */
  char *definition; /* (owned) (nullable) */
} Write;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_clear_pointer (&load->views, g_ptr_array_unref);
  g_free (load->layout);
  g_free (load->pins);
  g_free (load);
}

static gboolean
load_read (EspTx *tx, gpointer data, GError **error)
{
  Load *load = data;

  load->views = esp_saved_view_list (tx, ESP_LEAD_VIEW_SCREEN, error);
  if (load->views == NULL)
    return FALSE;
  load->layout = esp_meta_get_text (tx, LAYOUT_KEY, "", error);
  load->pins = esp_meta_get_text (tx, PINS_KEY, "", error);
  return load->layout != NULL && load->pins != NULL &&
         esp_meta_get_int64 (tx, FIRST_KEY, 0, &load->first, error);
}

/* "3,17,5": what is no number is left out. */
static void
read_pins (EspLeadViews *self, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  g_array_set_size (self->pins, 0);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      gint64 id = g_ascii_strtoll (parts[i], NULL, 10);

      if (id > 0)
        g_array_append_val (self->pins, id);
    }
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadViews) self = user_data;
  g_autoptr (GError) error = NULL;
  Load *load = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (load == NULL)
    {
      /* The list works without; a file that cannot be read says so in the list itself. */
      g_debug ("the saved views were not read: %s", error->message);
      return;
    }
  g_ptr_array_unref (self->views);
  self->views = g_steal_pointer (&load->views);
  if (!self->is_loaded)
    {
      self->layout = g_steal_pointer (&load->layout);
      self->first = load->first;
      read_pins (self, load->pins);
    }
  self->is_loaded = TRUE;
  load_free (load);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
load (EspLeadViews *self)
{
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, load_read,
                        g_new0 (Load, 1), load_free, esp_session_get_cancellable (self->session),
                        loaded_cb, g_object_ref (self));
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspLeadViews *self)
{
  if (esp_changes_has (changes, ESP_CHANGE_SETTING))
    load (self);
}

static void
esp_lead_views_finalize (GObject *object)
{
  EspLeadViews *self = ESP_LEAD_VIEWS (object);

  g_ptr_array_unref (self->views);
  g_free (self->layout);
  g_array_unref (self->pins);
  G_OBJECT_CLASS (esp_lead_views_parent_class)->finalize (object);
}

static void
esp_lead_views_class_init (EspLeadViewsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_lead_views_finalize;
  signals[CHANGED] = g_signal_new ("changed", ESP_TYPE_LEAD_VIEWS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[SAVED] = g_signal_new ("saved", ESP_TYPE_LEAD_VIEWS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
esp_lead_views_init (EspLeadViews *self)
{
  self->pins = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->views = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_saved_view_free);
}

/**
 * esp_lead_views_new:
 *
 * Returns: (transfer full): without views until "changed"
 */
EspLeadViews *
esp_lead_views_new (EspSession *session)
{
  EspLeadViews *self = g_object_new (ESP_TYPE_LEAD_VIEWS, NULL);

  self->session = session;
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, 0);
  load (self);
  return self;
}

/**
 * esp_lead_views_is_loaded:
 */
gboolean
esp_lead_views_is_loaded (EspLeadViews *self)
{
  return self->is_loaded;
}

/**
 * esp_lead_views_get_n:
 */
guint
esp_lead_views_get_n (EspLeadViews *self)
{
  return self->views->len;
}

/**
 * esp_lead_views_get:
 */
const EspSavedView *
esp_lead_views_get (EspLeadViews *self, guint index)
{
  return g_ptr_array_index (self->views, index);
}

/**
 * esp_lead_views_find:
 *
 * Returns: (transfer none) (nullable): %NULL when it is gone
 */
const EspSavedView *
esp_lead_views_find (EspLeadViews *self, gint64 id)
{
  for (guint i = 0; i < self->views->len; i++)
    if (esp_lead_views_get (self, i)->id == id)
      return esp_lead_views_get (self, i);
  return NULL;
}

/**
 * esp_lead_views_dup:
 * @id: of a saved view; 0 is all leads, in the columns in which they were left
 *
 * Returns: (transfer full): what it shows, its columns named; a view that cannot be read shows all leads
 */
EspLeadView *
esp_lead_views_dup (EspLeadViews *self, gint64 id)
{
  const EspSavedView *saved = id != 0 ? esp_lead_views_find (self, id) : NULL;
  const char *json = saved != NULL ? saved->definition : self->layout;
  g_autoptr (GError) error = NULL;
  EspLeadView *view =
    json != NULL && *json != '\0' ? esp_lead_view_parse (json, &error) : esp_lead_view_new ();

  if (view == NULL)
    {
      g_debug ("a view could not be read: %s", error->message);
      view = esp_lead_view_new ();
    }
  if (view->columns == NULL)
    view->columns = esp_lead_columns_default ();
  return view;
}

/**
 * esp_lead_views_get_first:
 *
 * Returns: the view that the list begins with, 0 for all leads
 */
gint64
esp_lead_views_get_first (EspLeadViews *self)
{
  return esp_lead_views_find (self, self->first) != NULL ? self->first : 0;
}

/* What is only a habit of this workspace is no act and is not undone. */

typedef struct
{
  const char *key; /* static */
  char *value;     /* (owned) */
} Habit;

static void
habit_free (gpointer data)
{
  g_free (((Habit *) data)->value);
  g_free (data);
}

static gboolean
habit_write (EspTx *tx, gpointer data, GError **error)
{
  Habit *habit = data;

  return esp_meta_set_text (tx, habit->key, habit->value, error);
}

static void
habit_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* A choice that could not be kept is only made again next time. */
  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    g_debug ("the layout of the list was not kept: %s", error->message);
}

static void
keep (EspLeadViews *self, const char *key, char *value)
{
  EspStore *store = esp_session_get_store (self->session);
  Habit *habit;

  if (esp_store_is_read_only (store))
    {
      g_free (value);
      return;
    }
  habit = g_new0 (Habit, 1);
  habit->key = key;
  habit->value = value;
  esp_store_write_async (store, NULL, habit_write, habit, habit_free, habit_written_cb, NULL);
}

/**
 * esp_lead_views_set_first:
 * @id: 0 is all leads
 *
 * Begins with this view from now on.
 */
void
esp_lead_views_set_first (EspLeadViews *self, gint64 id)
{
  g_return_if_fail (ESP_IS_LEAD_VIEWS (self));

  self->first = id;
  keep (self, FIRST_KEY, g_strdup_printf ("%" G_GINT64_FORMAT, id));
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * esp_lead_views_is_pinned:
 *
 * Returns: whether the view stands above the list
 */
gboolean
esp_lead_views_is_pinned (EspLeadViews *self, gint64 id)
{
  for (guint i = 0; i < self->pins->len; i++)
    if (g_array_index (self->pins, gint64, i) == id)
      return TRUE;
  return FALSE;
}

/**
 * esp_lead_views_set_pinned:
 *
 * Puts a view above the list, or takes it away from there.
 */
void
esp_lead_views_set_pinned (EspLeadViews *self, gint64 id, gboolean is_pinned)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_if_fail (ESP_IS_LEAD_VIEWS (self));

  if (esp_lead_views_is_pinned (self, id) == is_pinned || id <= 0)
    return;
  if (is_pinned)
    g_array_append_val (self->pins, id);
  for (guint i = self->pins->len; !is_pinned && i > 0; i--)
    if (g_array_index (self->pins, gint64, i - 1) == id)
      g_array_remove_index (self->pins, i - 1);
  for (guint i = 0; i < self->pins->len; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                            g_array_index (self->pins, gint64, i));
  keep (self, PINS_KEY, g_string_free (g_steal_pointer (&text), FALSE));
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * esp_lead_views_keep_layout:
 *
 * Keeps columns, widths, order and density of the list of all leads.
 */
void
esp_lead_views_keep_layout (EspLeadViews *self, const EspLeadView *view)
{
  g_autoptr (EspLeadView) layout = NULL;

  g_return_if_fail (ESP_IS_LEAD_VIEWS (self));

  layout = esp_lead_view_copy (view);
  g_clear_pointer (&layout->filter, g_free);
  g_clear_pointer (&layout->search, g_free);
  g_free (self->layout);
  self->layout = esp_lead_view_to_json (layout);
  keep (self, LAYOUT_KEY, g_strdup (self->layout));
}

/* Acts */

static void
write_free (gpointer data)
{
  Write *write = data;

  g_object_unref (write->views);
  g_free (write->name);
  g_free (write->definition);
  g_free (write);
}

static gboolean
write_run (EspTx *tx, gpointer data, GError **error)
{
  Write *write = data;

  switch (write->act)
    {
    case VIEW_ADD:
      return esp_saved_view_insert (tx, ESP_LEAD_VIEW_SCREEN, write->name, write->definition,
                                    &write->id, error);
    case VIEW_UPDATE:
      return esp_saved_view_define (tx, write->id, write->definition, error);
    case VIEW_RENAME:
      return esp_saved_view_rename (tx, write->id, write->name, error);
    case VIEW_DELETE:
    default:
      return esp_saved_view_delete (tx, write->id, error);
    }
}

static char *
sentence_of (const Write *write)
{
  switch (write->act)
    {
    case VIEW_ADD:
      return g_strdup_printf (_ ("View “%s” saved"), write->name);
    case VIEW_UPDATE:
      return g_strdup_printf (_ ("View “%s” updated"), write->name);
    case VIEW_RENAME:
      return g_strdup_printf (_ ("View renamed to “%s”"), write->name);
    case VIEW_DELETE:
    default:
      return g_strdup_printf (_ ("View “%s” deleted"), write->name);
    }
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Write *write = user_data;
  EspLeadViews *self = write->views;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gint64 history_id = 0;

  if (esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      text = sentence_of (write);
      esp_session_toast_undo (self->session, text, history_id);
      if (write->act == VIEW_ADD)
        {
          EspSavedView *saved = g_new0 (EspSavedView, 1);

          /* The notice of the write comes later, but the list shows the view now. */
          *saved =
            (EspSavedView){ write->id, g_strdup (write->name), g_strdup (write->definition) };
          g_ptr_array_add (self->views, saved);
          g_signal_emit (self, signals[SAVED], 0, write->id);
        }
    }
  else
    {
      text =
        g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_CONSTRAINT)
          ? g_strdup_printf (_ ("There is a view “%s” already. Choose another name."), write->name)
          : esp_store_message (error);
      esp_session_toast (self->session, text);
    }
  write_free (write);
}

static void
start_write (EspLeadViews *self,
             ViewAct act,
             gint64 id,
             const char *name,
             const EspLeadView *definition)
{
  static const char *const kinds[] = { "view-new", "view-edit", "view-edit", "view-delete" };
  const EspSavedView *saved = esp_lead_views_find (self, id);
  Write *write = g_new0 (Write, 1);
  EspOperation operation = { .kind = kinds[act] };

  write->views = g_object_ref (self);
  write->act = act;
  write->id = id;
  write->name = g_strdup (name != NULL ? name : saved != NULL ? saved->name : "");
  write->definition = definition != NULL ? esp_lead_view_to_json (definition) : NULL;
  operation.summary = write->name;
  esp_store_write_async (esp_session_get_store (self->session), &operation, write_run, write, NULL,
                         written_cb, write);
}

/**
 * esp_lead_views_add:
 *
 * Saves a new view; "saved" tells its id.
 */
void
esp_lead_views_add (EspLeadViews *self, const char *name, const EspLeadView *view)
{
  g_return_if_fail (ESP_IS_LEAD_VIEWS (self));

  start_write (self, VIEW_ADD, 0, name, view);
}

/**
 * esp_lead_views_update:
 */
void
esp_lead_views_update (EspLeadViews *self, gint64 id, const EspLeadView *view)
{
  g_return_if_fail (ESP_IS_LEAD_VIEWS (self));

  start_write (self, VIEW_UPDATE, id, NULL, view);
}

/**
 * esp_lead_views_rename:
 */
void
esp_lead_views_rename (EspLeadViews *self, gint64 id, const char *name)
{
  g_return_if_fail (ESP_IS_LEAD_VIEWS (self));

  start_write (self, VIEW_RENAME, id, name, NULL);
}

/**
 * esp_lead_views_delete:
 */
void
esp_lead_views_delete (EspLeadViews *self, gint64 id)
{
  g_return_if_fail (ESP_IS_LEAD_VIEWS (self));

  start_write (self, VIEW_DELETE, id, NULL, NULL);
}
