/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chosen steps of a journey, the current one among them, and the branches that were visited last. */
#define G_LOG_DOMAIN "esp-model"

#include "config.h"

#include "model/esp-journey-selection.h"

struct _EspJourneySelection
{
  GObject parent_instance;

  char *current; /* (owned) (nullable) NULL: the entries */
  GPtrArray
    *ids; /* (owned) (element-type utf8) in the order in which they were chosen; ends with NULL */
  GHashTable *branches; /* (owned) step to the branch that was visited last */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspJourneySelection, esp_journey_selection, G_TYPE_OBJECT)

static GPtrArray *
new_ids (void)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (ids, NULL);
  return ids;
}

/* Returns: the number of the step among the chosen; -1 when it is none of them. */
static int
find (EspJourneySelection *self, const char *id)
{
  for (guint i = 0; id != NULL && i + 1 < self->ids->len; i++)
    if (g_strcmp0 (g_ptr_array_index (self->ids, i), id) == 0)
      return (int) i;
  return -1;
}

static void
add (EspJourneySelection *self, const char *id)
{
  if (id != NULL && find (self, id) < 0)
    g_ptr_array_insert (self->ids, (int) self->ids->len - 1, g_strdup (id));
}

static void
drop (EspJourneySelection *self, const char *id)
{
  int position = find (self, id);

  if (position >= 0)
    g_ptr_array_remove_index (self->ids, (guint) position);
}

static void
set_current (EspJourneySelection *self, const char *id)
{
  char *copy = g_strdup (id);

  g_free (self->current);
  self->current = copy;
}

static void
clear (EspJourneySelection *self)
{
  g_ptr_array_unref (self->ids);
  self->ids = new_ids ();
}

static void
emit (EspJourneySelection *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * esp_journey_selection_get_current:
 *
 * Returns: (nullable): the step with the focus; %NULL: the entries
 */
const char *
esp_journey_selection_get_current (EspJourneySelection *self)
{
  g_return_val_if_fail (ESP_IS_JOURNEY_SELECTION (self), NULL);
  return self->current;
}

/**
 * esp_journey_selection_get_ids:
 *
 * Returns: (transfer none) (array zero-terminated=1): the chosen steps, the current one among them; empty at
 *   the entries
 */
const char *const *
esp_journey_selection_get_ids (EspJourneySelection *self)
{
  g_return_val_if_fail (ESP_IS_JOURNEY_SELECTION (self), NULL);
  return (const char *const *) self->ids->pdata;
}

/**
 * esp_journey_selection_get_n:
 *
 * Returns: how many steps are chosen
 */
guint
esp_journey_selection_get_n (EspJourneySelection *self)
{
  g_return_val_if_fail (ESP_IS_JOURNEY_SELECTION (self), 0);
  return self->ids->len - 1;
}

/**
 * esp_journey_selection_contains:
 */
gboolean
esp_journey_selection_contains (EspJourneySelection *self, const char *id)
{
  g_return_val_if_fail (ESP_IS_JOURNEY_SELECTION (self), FALSE);
  return find (self, id) >= 0;
}

/**
 * esp_journey_selection_set:
 * @id: (nullable): the step that becomes the current one; %NULL: the entries
 * @extend: the steps chosen so far stay so; going back to one of them lets the last one go
 */
void
esp_journey_selection_set (EspJourneySelection *self, const char *id, gboolean extend)
{
  g_autofree char *copy = g_strdup (id);

  g_return_if_fail (ESP_IS_JOURNEY_SELECTION (self));

  if (!extend && g_strcmp0 (id, self->current) == 0 && self->ids->len - 1 == (id != NULL))
    return;
  if (!extend)
    clear (self);
  else if (id == NULL || (find (self, id) >= 0 && g_strcmp0 (id, self->current) != 0))
    drop (self, self->current);
  add (self, copy);
  set_current (self, copy);
  emit (self);
}

/**
 * esp_journey_selection_set_ids:
 * @current: (nullable): one of @ids
 * @ids: (array zero-terminated=1): all that are chosen from now on
 */
void
esp_journey_selection_set_ids (EspJourneySelection *self,
                               const char *current,
                               const char *const *ids)
{
  g_auto (GStrv) copies = g_strdupv ((char **) ids);

  g_return_if_fail (ESP_IS_JOURNEY_SELECTION (self));

  set_current (self, current);
  clear (self);
  for (guint i = 0; copies[i] != NULL; i++)
    add (self, copies[i]);
  add (self, self->current);
  emit (self);
}

/**
 * esp_journey_selection_toggle:
 * @id: a step that is chosen too, or no longer
 */
void
esp_journey_selection_toggle (EspJourneySelection *self, const char *id)
{
  g_autofree char *copy = g_strdup (id);

  g_return_if_fail (ESP_IS_JOURNEY_SELECTION (self));
  g_return_if_fail (id != NULL);

  if (find (self, copy) < 0)
    {
      add (self, copy);
      set_current (self, copy);
    }
  else
    {
      drop (self, copy);
      if (g_strcmp0 (self->current, copy) == 0)
        set_current (self,
                     self->ids->len > 1 ? g_ptr_array_index (self->ids, self->ids->len - 2) : NULL);
    }
  emit (self);
}

/**
 * esp_journey_selection_keep:
 * @is_known: whether a step is still there
 *
 * After an edit: lets go what is not there any more. When the current one is gone, the last of the others
 * takes its place.
 */
void
esp_journey_selection_keep (EspJourneySelection *self, EspJourneyKnownFunc is_known, gpointer data)
{
  gboolean is_changed = FALSE;

  g_return_if_fail (ESP_IS_JOURNEY_SELECTION (self));

  for (guint i = self->ids->len - 1; i > 0; i--)
    if (!is_known (data, g_ptr_array_index (self->ids, i - 1)))
      {
        g_ptr_array_remove_index (self->ids, i - 1);
        is_changed = TRUE;
      }
  if (self->current != NULL && !is_known (data, self->current))
    {
      set_current (self,
                   self->ids->len > 1 ? g_ptr_array_index (self->ids, self->ids->len - 2) : NULL);
      is_changed = TRUE;
    }
  if (is_changed)
    emit (self);
}

/**
 * esp_journey_selection_get_branch:
 *
 * Returns: the branch of @step that was visited last; -1 when none was
 */
int
esp_journey_selection_get_branch (EspJourneySelection *self, const char *step)
{
  gpointer branch;

  g_return_val_if_fail (ESP_IS_JOURNEY_SELECTION (self), -1);
  return g_hash_table_lookup_extended (self->branches, step, NULL, &branch)
           ? GPOINTER_TO_INT (branch)
           : -1;
}

/**
 * esp_journey_selection_note_branch:
 *
 * Remembers where the focus was, for the next time that it comes by.
 */
void
esp_journey_selection_note_branch (EspJourneySelection *self, const char *step, int branch)
{
  g_return_if_fail (ESP_IS_JOURNEY_SELECTION (self));
  g_hash_table_insert (self->branches, g_strdup (step), GINT_TO_POINTER (branch));
}

static void
esp_journey_selection_finalize (GObject *object)
{
  EspJourneySelection *self = ESP_JOURNEY_SELECTION (object);

  g_free (self->current);
  g_ptr_array_unref (self->ids);
  g_hash_table_unref (self->branches);
  G_OBJECT_CLASS (esp_journey_selection_parent_class)->finalize (object);
}

static void
esp_journey_selection_class_init (EspJourneySelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_journey_selection_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_journey_selection_init (EspJourneySelection *self)
{
  self->ids = new_ids ();
  self->branches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * esp_journey_selection_new:
 *
 * Returns: (transfer full): nothing chosen, the focus on the entries
 */
EspJourneySelection *
esp_journey_selection_new (void)
{
  return g_object_new (ESP_TYPE_JOURNEY_SELECTION, NULL);
}
