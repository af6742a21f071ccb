//! The functions of AWS, driven by stored events, whole nights and nonsense over one machine's adapters.
