//! What a file is, told from its bytes before anything decodes it.
