/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A running piece of work as people see it, whoever does it. */
#define G_LOG_DOMAIN "esp-model"
#include "config.h"

#include "model/esp-task.h"

/* Less than a pixel of any bar. */
#define SMALLEST_STEP 0.0005

struct _EspTask
{
  GObject parent_instance;

  char *title;   /* translated */
  char *detail;  /* (nullable) translated: numbers, rate, what went wrong */
  char *address; /* (nullable) the place that shows it */
  EspTaskState state;
  double fraction;
  guint requests;
  gint64 n_again;      /* how much ESP_TASK_RETRY is about; 0 when that is not known */
  gboolean is_trouble; /* it needs a person, although it has not failed for good */
};

typedef enum
{
  PROP_TITLE = 1,
  PROP_DETAIL,
  PROP_STATE,
  PROP_FRACTION,
  PROP_REQUESTS,
} EspTaskProperty;

static GParamSpec *properties[PROP_REQUESTS + 1];

enum
{
  SIGNAL_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspTask, esp_task, G_TYPE_OBJECT)

static void
esp_task_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EspTask *self = ESP_TASK (object);

  switch ((EspTaskProperty) prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, self->detail);
      break;
    case PROP_STATE:
      g_value_set_int (value, (int) self->state);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    case PROP_REQUESTS:
      g_value_set_uint (value, self->requests);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
esp_task_finalize (GObject *object)
{
  EspTask *self = ESP_TASK (object);

  g_free (self->title);
  g_free (self->detail);
  g_free (self->address);
  G_OBJECT_CLASS (esp_task_parent_class)->finalize (object);
}

static void
esp_task_class_init (EspTaskClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = esp_task_finalize;
  object_class->get_property = esp_task_get_property;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, flags);
  properties[PROP_STATE] =
    g_param_spec_int ("state", NULL, NULL, ESP_TASK_HOLD, ESP_TASK_FAILED, ESP_TASK_RUNNING, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_REQUESTS] = g_param_spec_uint ("requests", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * EspTask::requested:
   * @request: one EspTaskRequest
   *
   * A person asks; whoever runs the task answers by changing its state.
   */
  signals[SIGNAL_REQUESTED] = g_signal_new ("requested", ESP_TYPE_TASK, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
esp_task_init (EspTask *self)
{
  self->state = ESP_TASK_RUNNING;
  self->fraction = -1;
}

/**
 * esp_task_new:
 * @title: translated: what is done to what
 * @requests: what may be asked of it
 *
 * Returns: (transfer full): a task that runs
 */
EspTask *
esp_task_new (const char *title, guint requests)
{
  EspTask *self = g_object_new (ESP_TYPE_TASK, NULL);

  self->title = g_strdup (title);
  self->requests = requests;
  return self;
}

/**
 * esp_task_is_over:
 *
 * Returns: whether nothing will happen any more
 */
gboolean
esp_task_is_over (EspTask *self)
{
  return self->state >= ESP_TASK_DONE;
}

/**
 * esp_task_is_trouble:
 *
 * Returns: whether it has failed, or does not go on without a person
 */
gboolean
esp_task_is_trouble (EspTask *self)
{
  return self->is_trouble || self->state == ESP_TASK_FAILED;
}

/**
 * esp_task_set_trouble:
 * @is_trouble: whether it needs a person; told with the state
 */
void
esp_task_set_trouble (EspTask *self, gboolean is_trouble)
{
  g_return_if_fail (ESP_IS_TASK (self));

  if (self->is_trouble == is_trouble)
    return;
  self->is_trouble = is_trouble;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * esp_task_set_n_again:
 * @n_again: how much failed that ESP_TASK_RETRY would try again; told with the requests
 */
void
esp_task_set_n_again (EspTask *self, gint64 n_again)
{
  g_return_if_fail (ESP_IS_TASK (self));

  if (self->n_again == n_again)
    return;
  self->n_again = n_again;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REQUESTS]);
}

/**
 * esp_task_get_n_again:
 *
 * Returns: how much failed that ESP_TASK_RETRY would try again; 0 when that is not known
 */
gint64
esp_task_get_n_again (EspTask *self)
{
  return self->n_again;
}

/**
 * esp_task_request:
 *
 * Asks for something, if it may be asked now.
 */
void
esp_task_request (EspTask *self, EspTaskRequest request)
{
  g_return_if_fail (ESP_IS_TASK (self));

  if ((self->requests & request) != 0)
    g_signal_emit (self, signals[SIGNAL_REQUESTED], 0, (guint) request);
}

/**
 * esp_task_get_title:
 *
 * Returns: what is done to what
 */
const char *
esp_task_get_title (EspTask *self)
{
  return self->title;
}

/**
 * esp_task_get_detail:
 *
 * Returns: (nullable): how it goes
 */
const char *
esp_task_get_detail (EspTask *self)
{
  return self->detail;
}

/**
 * esp_task_get_state:
 *
 * Returns: where it stands
 */
EspTaskState
esp_task_get_state (EspTask *self)
{
  return self->state;
}

/**
 * esp_task_get_fraction:
 *
 * Returns: 0…1, or below 0 when it is not known
 */
double
esp_task_get_fraction (EspTask *self)
{
  return self->fraction;
}

/**
 * esp_task_get_requests:
 *
 * Returns: the set of EspTaskRequest that may be asked now
 */
guint
esp_task_get_requests (EspTask *self)
{
  return self->requests;
}

/**
 * esp_task_get_address:
 *
 * Returns: (nullable): the place that shows it
 */
const char *
esp_task_get_address (EspTask *self)
{
  return self->address;
}

/**
 * esp_task_set_title:
 *
 * Renames it.
 */
void
esp_task_set_title (EspTask *self, const char *title)
{
  g_return_if_fail (ESP_IS_TASK (self));

  if (g_strcmp0 (self->title, title) == 0)
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * esp_task_set_detail:
 *
 * Says how it goes.
 */
void
esp_task_set_detail (EspTask *self, const char *detail)
{
  g_return_if_fail (ESP_IS_TASK (self));

  if (g_strcmp0 (self->detail, detail) == 0)
    return;
  g_free (self->detail);
  self->detail = g_strdup (detail);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DETAIL]);
}

/**
 * esp_task_set_address:
 *
 * Says which place shows it; makes ESP_TASK_OPEN useful.
 */
void
esp_task_set_address (EspTask *self, const char *address)
{
  g_return_if_fail (ESP_IS_TASK (self));

  if (g_strcmp0 (self->address, address) == 0)
    return;
  g_free (self->address);
  self->address = g_strdup (address);
}

/**
 * esp_task_set_state:
 *
 * Says where it stands.
 */
void
esp_task_set_state (EspTask *self, EspTaskState state)
{
  g_return_if_fail (ESP_IS_TASK (self));

  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * esp_task_set_fraction:
 *
 * Says how far it is; changes too small to see are not told.
 */
void
esp_task_set_fraction (EspTask *self, double fraction)
{
  g_return_if_fail (ESP_IS_TASK (self));

  if (ABS (self->fraction - fraction) < SMALLEST_STEP && fraction < 1)
    return;
  self->fraction = fraction;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

/**
 * esp_task_set_requests:
 *
 * Says what may be asked of it now.
 */
void
esp_task_set_requests (EspTask *self, guint requests)
{
  g_return_if_fail (ESP_IS_TASK (self));

  if (self->requests == requests)
    return;
  self->requests = requests;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REQUESTS]);
}
